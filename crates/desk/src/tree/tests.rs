use super::*;

fn limb(name: &str, tie: Tie, children: Vec<Limb>) -> Limb {
    Limb {
        name: name.to_owned(),
        kind: SpeakerKind::Press,
        tie,
        circular: false,
        cites_back: Vec::new(),
        reports: vec![ReportId(format!("rep-{name}"))],
        collapsed: Vec::new(),
        children,
    }
}

fn draw(root: Limb) -> OriginTree {
    let origin = Origin {
        label: "Meridian Post (Ines Aldana)".to_owned(),
        reports: Vec::new(),
        chain: Vec::new(),
        independent: true,
        reasons: vec!["Northline Wire cites Meridian Post.".to_owned()],
        copies: Vec::new(),
    };
    drawing(1, &origin, &link::tree::OriginTree { root, outlets: 4 }, &|_| true)
}

fn at<'t>(tree: &'t OriginTree, label: &str) -> &'t Node {
    tree.nodes.iter().find(|node| node.label == label).unwrap()
}

/// The nested list as the page has it.
fn html(tree: &OriginTree) -> String {
    let mut out = String::new();
    for line in &tree.lines {
        out.push_str(&format!("<li>{}", line.name));
        out.push_str(if line.opens { "<ul>" } else { "</li>" });
        out.push_str(&"</ul></li>".repeat(line.closes));
    }
    out
}

#[test]
fn who_has_it_from_whom_stands_left_of_them() {
    let wire = limb("Northline Wire", Tie::Stated, vec![limb("Courier", Tie::Inferred, vec![])]);
    let tree = draw(limb("Ines Aldana", Tie::Root, vec![limb("Delta", Tie::Copied, vec![]), wire]));
    assert!(at(&tree, "Courier").x < at(&tree, "Northline Wire").x);
    assert!(at(&tree, "Northline Wire").x < at(&tree, "Ines Aldana").x);
    assert!(at(&tree, "Delta").y < at(&tree, "Northline Wire").y);
    for node in &tree.nodes {
        assert!(node.x >= 0.0 && node.x + node.width <= tree.width && node.y + BOX_HEIGHT <= tree.height, "{node:?}");
    }
    let classes: Vec<(&str, &str)> = tree.edges.iter().map(|e| (e.title.as_str(), e.classes)).collect();
    assert_eq!(
        classes,
        [
            ("Courier cites Northline Wire (inferred)", "edge inferred"),
            ("Delta goes back to Ines Aldana (its own text does not name it)", "edge copied"),
            ("Northline Wire cites Ines Aldana", "edge"),
        ]
    );
    assert_eq!(tree.caption, "4 outlets, 1 origin: Meridian Post (Ines Aldana).");
    assert_eq!(
        html(&tree),
        "<li>Ines Aldana<ul><li>Delta</li><li>Northline Wire<ul><li>Courier</li></ul></li></ul></li>"
    );
}

#[test]
fn a_loop_is_red_in_both_directions() {
    let mut inner = limb("B Post", Tie::Stated, vec![]);
    inner.circular = true;
    let mut root = limb("A Post", Tie::Root, vec![inner]);
    root.cites_back = vec!["B Post".to_owned()];
    let tree = draw(root);
    assert!(tree.circular && tree.caption.ends_with("Circular reporting."));
    assert_eq!(tree.edges.iter().map(|edge| edge.classes).collect::<Vec<_>>(), ["edge loop", "edge loop"]);
    assert_eq!(tree.lines[0].note, "cites B Post in turn");
    assert!(tree.height >= ROW_HEIGHT + LOOP_ROOM);
}

#[test]
fn copies_are_one_pile_with_their_names() {
    let mut pile = limb("2 copies", Tie::Copied, vec![]);
    pile.collapsed = vec!["One".to_owned(), "Two".to_owned()];
    let tree = draw(limb("Root", Tie::Root, vec![pile]));
    let node = at(&tree, "2 copies");
    assert!(node.pile && node.href.is_none() && node.title == "2 copies: One, Two", "{node:?}");
    assert_eq!(tree.lines[1].note, "One, Two");
}

#[test]
fn a_crowd_is_counted_and_every_list_is_closed() {
    let leaf = |n: usize| limb(&format!("P{n}"), Tie::Stated, vec![limb(&format!("Q{n}"), Tie::Stated, vec![])]);
    for many in [1, 59, 60, 61, 200] {
        let tree = draw(limb("Root", Tie::Root, (0..many).map(leaf).collect()));
        let boxes = 1 + 2 * many;
        assert_eq!(tree.nodes.len(), boxes.min(MAX_BOXES));
        assert_eq!(tree.left_out, boxes.saturating_sub(MAX_BOXES));
        let html = html(&tree);
        let count = |tag: &str| html.matches(tag).count();
        assert_eq!((count("<ul>"), count("<li>")), (count("</ul>"), count("</li>")), "{many}: {html}");
    }
}

#[test]
fn a_long_name_is_cut_and_nobody_is_called_so() {
    let long = "x".repeat(80);
    let tree = draw(limb(&long, Tie::Root, vec![limb("", Tie::Stated, vec![])]));
    let root = tree.nodes.iter().find(|node| node.classes.contains("root")).unwrap();
    assert_eq!(root.label.chars().count(), MAX_LETTERS);
    assert!(root.title.starts_with(&long));
    assert!(tree.nodes.iter().any(|node| node.label == "outlet not known"));
}
