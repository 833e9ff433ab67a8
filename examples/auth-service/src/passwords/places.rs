use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::client_address::network;

/// For those whose turn it is and for those who wait for it: so many in all, and so many of them for one network address.
pub(super) struct Places {
    all: usize,
    per_network: usize,
    /// By network. Who has none is not in it, so it has no more entries than there are places.
    taken: Mutex<HashMap<Option<IpAddr>, usize>>,
}

/// Given back when it is dropped.
pub(super) struct Place {
    of: Arc<Places>,
    network: Option<IpAddr>,
}

/// Why there is no place.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Full {
    ForEverybody,
    ForThisNetwork,
}

impl Places {
    pub(super) fn new(all: usize, per_network: usize) -> Self {
        Self {
            all,
            per_network,
            taken: Mutex::default(),
        }
    }

    pub(super) fn take(self: &Arc<Self>, address: Option<IpAddr>) -> Result<Place, Full> {
        let network = address.map(network);
        let mut taken = self.taken();
        if taken.values().sum::<usize>() >= self.all {
            return Err(Full::ForEverybody);
        }
        let of_network = taken.get(&network).copied().unwrap_or_default();
        if of_network >= self.per_network {
            return Err(Full::ForThisNetwork);
        }
        taken.insert(network, of_network.saturating_add(1));
        Ok(Place {
            of: Arc::clone(self),
            network,
        })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<Option<IpAddr>, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.of.taken();
        if let Some(of_network) = taken.get_mut(&self.network) {
            *of_network = of_network.saturating_sub(1);
            if *of_network == 0 {
                taken.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(places: &Arc<Places>, address: &str) -> Result<Place, Full> {
        places.take(Some(address.parse().unwrap()))
    }

    #[test]
    fn a_network_that_has_its_places_leaves_the_others_theirs_and_counts_as_one() {
        let places = Arc::new(Places::new(4, 2));
        let _first = take(&places, "2001:db8:0:1::1").unwrap();
        let _second = take(&places, "2001:db8:0:1:5:6:7:8").unwrap();
        let third = take(&places, "2001:db8:0:1::9").err();
        assert_eq!(third, Some(Full::ForThisNetwork));

        let _next_network = take(&places, "2001:db8:0:2::1").unwrap();
        let _ipv4 = take(&places, "192.0.2.1").unwrap();
        let fifth = take(&places, "192.0.2.2").err();
        assert_eq!(fifth, Some(Full::ForEverybody));
    }

    #[test]
    fn places_are_given_back_and_nothing_is_kept_of_who_had_them() {
        let places = Arc::new(Places::new(3, 2));
        for _ in 0..10 {
            let first = take(&places, "192.0.2.1").unwrap();
            let second = take(&places, "192.0.2.1").unwrap();
            let of_nobody_known = places.take(None).unwrap();
            assert!(take(&places, "192.0.2.1").is_err());

            drop(first);

            let again = take(&places, "192.0.2.1").unwrap();
            drop((second, of_nobody_known, again));
            assert!(places.taken().is_empty());
        }
    }
}
