//! An authority, and servers that it vouches for.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::server::{Reply, Server};

pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A server whose certificate is for this name.
    pub(crate) fn server(&self, name: &str, reply: Reply) -> Server {
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        self.serve(&params, reply)
    }

    pub(crate) fn expired_server(&self, name: &str, reply: Reply) -> Server {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2_020, 1, 1);
        params.not_after = date_time_ymd(2_021, 1, 1);
        self.serve(&params, reply)
    }

    fn serve(&self, params: &CertificateParams, reply: Reply) -> Server {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let config = Arc::new(config);
        Server::wrapped(
            reply,
            Box::new(move |tcp| {
                let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                Ok(Box::new(StreamOwned::new(connection, tcp)))
            }),
        )
    }
}

/// The address of a server as `https`, under the name that its certificate may be for.
pub(crate) fn https(server: &Server) -> String {
    format!("https://localhost:{}", server.address().port())
}
