//! Which addresses may be fetched: only those of the public internet.
//!
//! A page's address can come from anyone, so without this the program could be made to read what only this machine can reach:
//! its own services, the office network, a cloud's metadata. Names are checked once resolved, in the very resolver that the
//! connection uses, so that an answer cannot change between check and use.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use url::{Host, Url};

/// Blocks of IPv4 that are not the public internet (IANA IPv4 Special-Purpose Address Registry), with their prefix lengths.
const CLOSED_V4: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),        // this network
    ([10, 0, 0, 0], 8),       // private
    ([100, 64, 0, 0], 10),    // shared by carriers' address translation
    ([127, 0, 0, 0], 8),      // loopback
    ([168, 63, 129, 16], 32), // the metadata service of one cloud, on a public number
    ([169, 254, 0, 0], 16),   // link-local, metadata services
    ([172, 16, 0, 0], 12),    // private
    ([192, 0, 0, 0], 24),     // protocol assignments
    ([192, 0, 2, 0], 24),     // documentation
    ([192, 88, 99, 0], 24),   // 6to4 relays
    ([192, 168, 0, 0], 16),   // private
    ([198, 18, 0, 0], 15),    // benchmarks
    ([198, 51, 100, 0], 24),  // documentation
    ([203, 0, 113, 0], 24),   // documentation
    ([224, 0, 0, 0], 4),      // multicast
    ([240, 0, 0, 0], 4),      // reserved, broadcast
];

/// Blocks within `2000::/3` that are not the public internet (IANA IPv6 Special-Purpose Address Registry).
const CLOSED_V6: &[([u16; 2], u32)] = &[
    ([0x2001, 0x0000], 23), // protocol assignments, among them Teredo
    ([0x2001, 0x0db8], 32), // documentation
    ([0x2002, 0x0000], 16), // 6to4: holds an IPv4 address
    ([0x3fff, 0x0000], 20), // documentation
];

/// An address that is not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Forbidden(String);

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Forbidden {}

/// Whether an address is on the public internet.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    !CLOSED_V4.iter().any(|(block, length)| (bits ^ u32::from_be_bytes(*block)) >> (32 - length) == 0)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    // NAT64 (RFC 6052): the packet goes to the IPv4 address within. IPv4-mapped ones never stand on a wire: what is meant is
    // the IPv4 address.
    if parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0] || parts[..6] == [0, 0, 0, 0, 0, 0xffff] {
        let [.., high, low] = parts;
        return is_public_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    }
    let first = u32::from(parts[0]) << 16 | u32::from(parts[1]);
    let closed = |(block, length): &([u16; 2], u32)| {
        (first ^ (u32::from(block[0]) << 16 | u32::from(block[1]))) >> (32 - length) == 0
    };
    parts[0] >> 13 == 1 && !CLOSED_V6.iter().any(closed)
}

/// Whether a page may be fetched from this address, as far as it can be told without resolving its name. The parser has
/// already made plain numbers of all spellings of IPv4 (`0x7f.1`, `017700000001`, `2130706433`).
pub(crate) fn check(url: &Url, allow_local: bool) -> Result<(), Forbidden> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Forbidden(format!("`{}:` is not an address that is fetched; use http or https", url.scheme())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Forbidden("an address with a user name or password is not fetched".to_owned()));
    }
    let address = match url.host() {
        None => return Err(Forbidden("the address names no host".to_owned())),
        Some(Host::Domain(_)) => return Ok(()),
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
    };
    if allow_local || is_public(address) { Ok(()) } else { Err(refused(&address.to_string())) }
}

fn refused(host: &str) -> Forbidden {
    Forbidden(format!("{host} belongs to this machine or a network that is not public"))
}

/// Addresses that were found for a name, later.
pub type Found = Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>>;

/// Whoever turns names into addresses. What it answers is checked before anything is connected.
pub trait Lookup: Send + Sync {
    /// The addresses of a name.
    fn lookup(&self, name: &str) -> Found;
}

/// The system's own resolver.
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, name: &str) -> Found {
        let name = name.to_owned();
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect()) })
    }
}

/// The resolver of the connections: names that lead to closed addresses do not resolve. The very addresses that were
/// checked are those connected to, so an answer that changes later changes nothing (DNS rebinding).
pub(crate) struct GuardedResolver {
    pub allow_local: bool,
    pub lookup: Arc<dyn Lookup>,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_local = self.allow_local;
        let found = self.lookup.lookup(name.as_str());
        Box::pin(async move {
            let found = found.await?.into_iter().map(|address| SocketAddr::new(address, 0)).collect();
            let open = allowed(name.as_str(), found, allow_local)?;
            Ok(Box::new(open.into_iter()) as Addrs)
        })
    }
}

/// The addresses that may be used. A name of which one address is closed is closed: whoever mixes them means harm.
fn allowed(name: &str, found: Vec<SocketAddr>, allow_local: bool) -> Result<Vec<SocketAddr>, Forbidden> {
    if allow_local || found.iter().all(|address| is_public(address.ip())) { Ok(found) } else { Err(refused(name)) }
}

/// The refusal behind an error of a request, if it is one.
pub(crate) fn refusal<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e Forbidden> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(refusal) = error.downcast_ref::<Forbidden>() {
            return Some(refusal);
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_open() {
        let closed = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.170",
            "192.168.1.1",
            "198.19.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "5f00::1",
        ];
        for address in closed {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        let open = [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860:4860::8888",
            "64:ff9b::808:808",
            "::ffff:8.8.8.8",
        ];
        for address in open {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn every_spelling_of_a_closed_address_is_refused() {
        let refused = [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.0.0.1/",
            "http://0177.0.0.1/",
            "http://017700000001/",
            "http://127.0.0.1./",
            "http://１２７.0.0.1/",
            "http://0/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[64:ff9b::127.0.0.1]/",
            "http://169.254.169.254/latest/meta-data/",
            "http://[fd00:ec2::254]/",
            "http://10.1/",
            "https://192.168.0.1:8443/",
            "ftp://a.example/",
            "file:///etc/passwd",
            "http://user@a.example/",
            "http://user:word@a.example/",
            "data:text/html,x",
        ];
        for url in refused {
            assert!(check(&Url::parse(url).unwrap(), false).is_err(), "{url}");
        }
        for url in ["http://a.example/", "https://8.8.8.8/", "http://[2606:4700::1111]/", "https://localhost.example/"]
        {
            assert_eq!(check(&Url::parse(url).unwrap(), false), Ok(()), "{url}");
        }
        assert_eq!(check(&Url::parse("http://127.0.0.1:80/").unwrap(), true), Ok(()));
        assert!(check(&Url::parse("file:///etc/passwd").unwrap(), true).is_err());
    }

    #[test]
    fn one_closed_address_closes_a_name() {
        let at = |address: &str| SocketAddr::new(address.parse().unwrap(), 0);
        assert!(allowed("a.example", vec![at("8.8.8.8")], false).is_ok());
        assert!(allowed("a.example", vec![at("8.8.8.8"), at("127.0.0.1")], false).is_err());
        assert!(allowed("a.example", vec![at("127.0.0.1")], true).is_ok());
    }
}
