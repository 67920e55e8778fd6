"""WordPiece over the reader's own tokens, as crates/read/src/tag/deep does it."""
import unicodedata

CHARS_MAX = 100


class WordPiece:
    def __init__(self, vocab):
        with open(vocab, encoding="utf-8") as f:
            self.ids = {line.rstrip("\n"): n for n, line in enumerate(f)}
        self.pad, self.unknown, self.cls, self.sep, self.mask = (
            self.ids[x] for x in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
        )
        self.cache = {}

    def word(self, text):
        """Ids of one token of the reader: lower case, no combining marks, punctuation apart, longest piece first."""
        if text not in self.cache:
            self.cache[text] = self._word(text)
        return self.cache[text]

    def _word(self, text):
        plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
        parts, current = [], ""
        for c in plain:
            if unicodedata.category(c)[0] in "PS":
                parts += ([current] if current else []) + [c]
                current = ""
            elif c.isspace():
                parts += [current] if current else []
                current = ""
            else:
                current += c
        parts += [current] if current else []
        return [i for part in parts for i in self._pieces(part)] or [self.unknown]

    def _pieces(self, part):
        if len(part) > CHARS_MAX:
            return [self.unknown]
        out, at = [], 0
        while at < len(part):
            for end in range(len(part), at, -1):
                piece = ("##" if at else "") + part[at:end]
                if piece in self.ids:
                    out.append(self.ids[piece])
                    at = end
                    break
            else:
                return [self.unknown]
        return out
