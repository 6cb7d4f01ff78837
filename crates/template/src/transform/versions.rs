//! Versions, aliases and gradual deployments: `AutoPublishAlias` and `DeploymentPreference`.

use super::{Origin, Transform, build};
use aws::service::properties::{Properties, Value};
use serde_json::{Map, Value as Json};

impl Transform {
    /// Adds version and alias if the function publishes them, and returns the alias's id.
    pub(super) fn versions(&mut self, sam: &Properties, plain: &Properties, origin: &Origin) -> Option<String> {
        let given = sam.get("AutoPublishAlias");
        let name = match &given.value {
            // A name that nobody knows yet still makes an alias.
            Value::Unresolved(text) => Some(text.chars().filter(char::is_ascii_alphanumeric).collect()),
            _ => given.scalar_text(),
        };
        let Some(name) = name else {
            if !sam.get("ProvisionedConcurrencyConfig").is_absent() {
                let message = "To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function";
                self.refuse(
                    "provisioned-without-alias",
                    origin,
                    message,
                    "set 'AutoPublishAlias', for example to live",
                );
            }
            return None;
        };
        let origin = Origin { at: given.at, ..origin.clone() };
        let function = &*origin.id;
        let version_id = format!("{function}Version{}", version_mark(sam, plain));
        let version = build::map([
            ("FunctionName", build::reference(function)),
            ("Description", sam.get("VersionDescription").clone()),
        ]);
        self.add(&origin, version_id.clone(), "AWS::Lambda::Version", version);

        let alias_id = format!("{function}Alias{}", name.replace('-', "D").replace('_', "U"));
        let preference = sam.get("DeploymentPreference");
        let update_policy = self.deployment(preference, &origin);
        let alias = build::map([
            ("FunctionName", build::reference(function)),
            ("FunctionVersion", build::attribute(&version_id, "Version")),
            ("Name", Properties { at: given.at, ..build::text(&name) }),
            ("ProvisionedConcurrencyConfig", sam.get("ProvisionedConcurrencyConfig").clone()),
            ("UpdatePolicy", update_policy),
        ]);
        self.add(&origin, alias_id.clone(), "AWS::Lambda::Alias", alias);
        self.renamed.insert(format!("{function}.Version"), version_id);
        self.renamed.insert(format!("{function}.Alias"), alias_id.clone());
        Some(alias_id)
    }

    /// Adds what CodeDeploy needs to shift traffic, and returns the alias's update policy.
    fn deployment(&mut self, preference: &Properties, origin: &Origin) -> Properties {
        if preference.is_absent() || preference.get("Enabled").boolean() == Some(false) {
            return Properties::default();
        }
        let origin = Origin { at: preference.at, ..origin.clone() };
        let application = "ServerlessDeploymentApplication";
        let platform = build::map([("ComputePlatform", build::text("Lambda"))]);
        self.add(&origin, application, "AWS::CodeDeploy::Application", platform);
        let mut role = preference.get("Role").clone();
        if role.is_absent() {
            let managed = "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda";
            let properties = build::map([
                ("AssumeRolePolicyDocument", build::trust("codedeploy.amazonaws.com")),
                ("ManagedPolicyArns", build::list([build::text(managed)])),
            ]);
            self.add(&origin, "CodeDeployServiceRole", "AWS::IAM::Role", properties);
            role = build::attribute("CodeDeployServiceRole", "Arn");
        }
        let kind = preference.get("Type").scalar_text().unwrap_or_else(|| "AllAtOnce".to_owned());
        let style = build::map([
            ("DeploymentType", build::text("BLUE_GREEN")),
            ("DeploymentOption", build::text("WITH_TRAFFIC_CONTROL")),
        ]);
        let group_id = format!("{}DeploymentGroup", origin.id);
        let group = build::map([
            ("ApplicationName", build::reference(application)),
            ("DeploymentConfigName", build::text(format!("CodeDeployDefault.Lambda{kind}"))),
            ("DeploymentStyle", style),
            ("AlarmConfiguration", alarms(preference.get("Alarms"))),
            ("ServiceRoleArn", role),
        ]);
        self.add(&origin, group_id.clone(), "AWS::CodeDeploy::DeploymentGroup", group);
        let hooks = preference.get("Hooks");
        let update = build::map([
            ("ApplicationName", build::reference(application)),
            ("DeploymentGroupName", build::reference(&group_id)),
            ("BeforeAllowTrafficHook", hooks.get("PreTraffic").clone()),
            ("AfterAllowTrafficHook", hooks.get("PostTraffic").clone()),
        ]);
        build::map([("CodeDeployLambdaAliasUpdate", update)])
    }
}

fn alarms(alarms: &Properties) -> Properties {
    if alarms.items().is_empty() {
        return Properties::default();
    }
    let list = build::list(alarms.items().iter().map(|alarm| build::map([("Name", alarm.clone())])));
    build::map([("Enabled", build::boolean(true)), ("Alarms", list)])
}

/// Returns the ten digits that SAM puts behind a version's id: they change with what makes a new version.
fn version_mark(sam: &Properties, plain: &Properties) -> String {
    if let Some(given) = sam.get("AutoPublishCodeSha256").text() {
        return given.chars().take(10).collect();
    }
    let mut content = if sam.get("AutoPublishAliasAllProperties").boolean() == Some(true) {
        plain.json()
    } else {
        let mut content = plain.get("Code").json();
        if let (Json::Object(content), Json::Object(environment)) = (&mut content, plain.get("Environment").json()) {
            content.extend(environment);
        }
        if let Json::Object(content) = &mut content {
            let memory = plain.get("MemorySize");
            if !memory.is_absent() {
                content.insert("MemorySize".to_owned(), memory.json());
            }
            let snap_start = plain.get("SnapStart");
            if snap_start.get("ApplyOn").text().is_some_and(|on| on != "None") {
                content.insert("SnapStart".to_owned(), snap_start.json());
            }
        }
        content
    };
    sort(&mut content);
    sha1_hex(content.to_string().as_bytes())[..10].to_owned()
}

/// Sorts the keys of all maps, as SAM does before it hashes.
fn sort(json: &mut Json) {
    match json {
        Json::Object(map) => {
            let mut entries: Vec<(String, Json)> = std::mem::take(map).into_iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            entries.iter_mut().for_each(|(_, value)| sort(value));
            *map = entries.into_iter().collect::<Map<_, _>>();
        }
        Json::Array(items) => items.iter_mut().for_each(sort),
        _ => {}
    }
}

/// SHA-1, which SAM's ids are made with; nothing here is a secret.
fn sha1_hex(bytes: &[u8]) -> String {
    let mut state: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    let mut message = bytes.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend((bytes.len() as u64 * 8).to_be_bytes());
    for block in message.chunks_exact(64) {
        let mut words = [0u32; 80];
        for (index, word) in block.chunks_exact(4).enumerate() {
            words[index] = word.iter().fold(0, |all, byte| all << 8 | u32::from(*byte));
        }
        for index in 16..80 {
            words[index] = (words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]).rotate_left(1);
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (index, word) in words.iter().enumerate() {
            let (mix, constant) = match index {
                0..20 => ((b & c) | (!b & d), 0x5a82_7999),
                20..40 => (b ^ c ^ d, 0x6ed9_eba1),
                40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let next = a.rotate_left(5).wrapping_add(mix).wrapping_add(e).wrapping_add(constant).wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (sum, part) in state.iter_mut().zip([a, b, c, d, e]) {
            *sum = sum.wrapping_add(part);
        }
    }
    state.iter().map(|word| format!("{word:08x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_sam() {
        assert_eq!(sha1_hex(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(&sha1_hex(br#"{"S3Bucket":"bucket","S3Key":"key"}"#)[..10], "fb53d5c2e6");
    }
}
