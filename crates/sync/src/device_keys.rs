//! What a device keeps secret for a vault, as one item of its key store.

use ciborium::Value;
use zeroize::Zeroizing;

use crate::cbor::{self, Fields, NotAsAgreed, text, uint};
use crate::entropy::Entropy;
use crate::identity::AgeIdentity;
use crate::key_ring::{KeyRing, wipe};

const VERSION: u64 = 1;

/// The secrets of one device for one vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceKeys {
    /// The keys of the vault.
    pub keys: KeyRing,
    /// The device's own identity, for which slots are sealed.
    pub identity: AgeIdentity,
    /// The recovery code that this device has made and the user has not confirmed yet.
    pub recovery: Option<AgeIdentity>,
}

impl DeviceKeys {
    /// The secrets of a device that has just got the keys of a vault.
    pub fn new(keys: KeyRing, entropy: &mut dyn Entropy) -> Self {
        Self { keys, identity: AgeIdentity::random(entropy), recovery: None }
    }

    /// The bytes to keep; they are secret.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let secret = |identity: &AgeIdentity| Value::Text(identity.to_text().as_str().to_owned());
        let mut fields = Fields::default();
        fields.put("v", Value::from(VERSION));
        fields.put("keys", self.keys.to_value());
        fields.put("identity", secret(&self.identity));
        if let Some(recovery) = &self.recovery {
            fields.put("recovery", secret(recovery));
        }
        let mut value = fields.into_value();
        let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
        cbor::write(&value, &mut bytes);
        wipe(&mut value);
        bytes
    }

    /// Reads kept bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, NotAsAgreed> {
        let mut fields = Fields::decode(bytes)?;
        if uint(fields.take("v").ok_or(NotAsAgreed("v is missing"))?, "v")? != VERSION {
            return Err(NotAsAgreed("the version of the kept keys"));
        }
        let keys = KeyRing::from_value(fields.take("keys").ok_or(NotAsAgreed("keys are missing"))?)?;
        let identity = identity(fields.take("identity").ok_or(NotAsAgreed("identity is missing"))?)?;
        let recovery = fields.take("recovery").map(self::identity).transpose()?;
        Ok(Self { keys, identity, recovery })
    }
}

fn identity(value: Value) -> Result<AgeIdentity, NotAsAgreed> {
    let secret = Zeroizing::new(text(value, "identity")?);
    AgeIdentity::parse(&secret).map_err(|_| NotAsAgreed("identity"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SeededEntropy, VaultKey};

    #[test]
    fn kept_keys_read_back_and_nothing_else_does() {
        let mut entropy = SeededEntropy::new(5);
        let mut kept = DeviceKeys::new(KeyRing::of(VaultKey::random(&mut entropy)), &mut entropy);
        kept.keys.add(3, VaultKey::random(&mut entropy));
        kept.keys.add_for_reading(3, VaultKey::random(&mut entropy));
        assert_eq!(DeviceKeys::decode(&kept.encode()), Ok(kept.clone()));
        kept.recovery = Some(AgeIdentity::random(&mut entropy));
        let bytes = kept.encode();
        assert_eq!(DeviceKeys::decode(&bytes), Ok(kept));
        for len in 0..bytes.len() {
            assert!(DeviceKeys::decode(&bytes[..len]).is_err(), "{len}");
        }
        assert!(DeviceKeys::decode(&[7; 32]).is_err());
    }
}
