//! Where a request comes from: whom attempts are counted by.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use actix_web::HttpRequest;

use crate::server::App;

impl App {
    /// The peer, or what the proxy in front wrote at the end of its header: all that comes before is the client's word.
    pub(crate) fn client_address(&self, req: &HttpRequest) -> Option<IpAddr> {
        let peer = || Some(req.peer_addr()?.ip());
        let Some(name) = &self.client_address_header else {
            return peer();
        };
        let line = req.headers().get_all(name).last();
        let forwarded = line.and_then(|line| address_at_the_end(line.to_str().ok()?));
        if forwarded.is_none() {
            tracing::warn!(
                "no address at the end of {name}: all such requests share the limits of one client"
            );
        }
        forwarded.or_else(peer)
    }
}

/// Whoever has one IPv6 address usually has its whole /64.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    // A listener on [::] has all IPv4 addresses in one /64.
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

/// Some proxies write the port as well.
fn address_at_the_end(line: &str) -> Option<IpAddr> {
    let last = line.rsplit(',').next()?.trim();
    let with_port = || last.parse().map(|address: SocketAddr| address.ip());
    last.parse().or_else(|_| with_port()).ok()
}
