//! One attempt at a digest: messages of one address that quiet hours held until the same moment, in one.

use super::post::{Packet, Ready, Sender, failed, not_posted};
use record::{Attempt, Channel, Met, Sending, SendingId};
use share::channels::digest::{self, Item};
use std::sync::Arc;

/// A digest on its way out: those that are in it, and what is sent. Nothing where none is left to send.
struct Bundle {
    items: Vec<Item>,
    packet: Option<Packet>,
    /// What was met by those that are not in it: they may not leave now, or are not needed any more.
    apart: Vec<(SendingId, Met)>,
}

impl Sender {
    /// Tries messages together once; gives what each of them met.
    pub(super) async fn attempt_together(self: Arc<Self>, sendings: Vec<Sending>) -> Vec<Attempt> {
        let ids: Vec<SendingId> = sendings.iter().map(|sending| sending.id.clone()).collect();
        let sender = Arc::clone(&self);
        let met = match tokio::task::spawn_blocking(move || sender.bundle(&sendings)).await {
            Ok(bundle) => self.send_bundle(bundle).await,
            Err(error) => {
                let met = failed(format!("the message could not be made: {error}"));
                ids.into_iter().map(|id| (id, met.clone())).collect()
            }
        };
        let at = (self.clock)();
        met.into_iter().map(|(sending, met)| Attempt { sending, at, met }).collect()
    }

    /// Makes the message of all that may leave.
    fn bundle(&self, sendings: &[Sending]) -> Bundle {
        let mut bundle = Bundle { items: Vec::new(), packet: None, apart: Vec::new() };
        let mut to = None;
        for sending in sendings {
            match self.ready(sending) {
                Ok(Ready { told, partner, channel }) => {
                    bundle.items.push(Item { id: sending.id.clone(), told: *told, notice: sending.notice });
                    to = Some((partner, channel));
                }
                Err(met) => bundle.apart.push((sending.id.clone(), *met)),
            }
        }
        let Some((partner, channel)) = to else { return bundle };
        let due = sendings.first().map_or_else(|| (self.clock)(), |first| first.not_before);
        bundle.packet = Some(match bundle.items.as_slice() {
            // One alone is no digest.
            [only] => self.packet(&only.id, only.notice, &only.told, &partner, &channel),
            items => self.packet_of_all(items, due, &partner, &channel),
        });
        bundle
    }

    fn packet_of_all(
        &self,
        items: &[Item],
        due: jiff::Timestamp,
        partner: &record::Partner,
        channel: &Channel,
    ) -> Packet {
        match channel {
            Channel::PublicPage | Channel::SignedLink => Packet::by_hand(),
            Channel::Webhook { url, body, local, renewed } => {
                let body = digest::body(items, due, *body, &self.producer);
                self.hook(partner, (url.as_str(), *local, *renewed), digest::id(items).as_str(), body)
            }
            Channel::Mail { to } => self.mail(to, |domain| digest::letter(items, domain)),
            Channel::Telegram { chat } => self.chat(chat, &digest::chat(items)),
        }
    }

    async fn send_bundle(&self, bundle: Bundle) -> Vec<(SendingId, Met)> {
        let Bundle { items, packet, apart: mut met } = bundle;
        let several = items.len() > 1;
        let each = match packet {
            None => Vec::new(),
            Some(Packet::Hook(post)) if several => match self.asker.post(post).await {
                Ok(posted) => digest::met(&items, posted.status, self.wait_of(&posted), &posted.body),
                Err(refused) => vec![not_posted(refused); items.len()],
            },
            Some(packet) => vec![self.send(packet).await; items.len()],
        };
        let id = digest::id(&items);
        let number = items.len();
        let said = |met| if several { digest::together(met, &id, number) } else { met };
        met.extend(items.iter().map(|item| item.id.clone()).zip(each.into_iter().map(said)));
        met
    }
}
