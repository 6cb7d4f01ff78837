//! Reading templates.

use crate::profile::Profile;
use crate::services::Config as Node;
use crate::services::cloudfront::config::*;
use crate::services::cloudfront::limits;
use crate::stack::settings::Settings;
use crate::testing::read;
use kernel::SimDuration;
use serde_json::{Value, json};

#[test]
fn a_stack_is_read_with_hooks_origins_and_policies() {
    let resources = json!({
        "Site": { "Type": "AWS::S3::Bucket", "Properties": {} },
        "F": { "Type": "AWS::Lambda::Function", "Properties": { "Runtime": "nodejs22.x" } },
        "FVersion": { "Type": "AWS::Lambda::Version", "Properties": { "FunctionName": { "Ref": "F" } } },
        "Policy": { "Type": "AWS::CloudFront::CachePolicy", "Properties": { "CachePolicyConfig": { "MinTTL": 1,
            "DefaultTTL": 60, "MaxTTL": 600, "ParametersInCacheKeyAndForwardedToOrigin": {
            "QueryStringsConfig": { "QueryStringBehavior": "whitelist", "QueryStrings": ["v"] } } } } },
        "CF": { "Type": "AWS::CloudFront::Distribution", "Properties": { "DistributionConfig": {
            "Origins": [
                { "Id": "site", "DomainName": { "Fn::GetAtt": ["Site", "RegionalDomainName"] }, "S3OriginConfig": {} },
                { "Id": "api", "DomainName": "api.example.com", "CustomOriginConfig": {} } ],
            "DefaultCacheBehavior": { "TargetOriginId": "site", "ViewerProtocolPolicy": "redirect-to-https",
                "CachePolicyId": { "Ref": "Policy" }, "LambdaFunctionAssociations": [
                    { "EventType": "viewer-request", "LambdaFunctionARN": { "Ref": "FVersion" } } ] },
            "CacheBehaviors": [ { "PathPattern": "/api/*", "TargetOriginId": "api",
                "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" } ] } } },
    });
    let metadata = json!({ "Origins": { "CF": { "api": { "Duration": "20ms", "Response": { "StatusCode": 201 } } } } });
    let (config, problems) = read(&resources, "CF", &metadata);
    assert_eq!(problems, [""; 0]);
    let wires: Vec<_> = config.wires().iter().map(|wire| (wire.kind, wire.to.clone(), wire.id.clone())).collect();
    let Node::CloudFront(config) = config else { panic!("a distribution") };
    let default = &config.behaviours[1];
    assert_eq!(default.ttl, Ttl::seconds(1, 60, 600));
    assert_eq!(default.key.query, Names::Only(vec!["v".into()]));
    assert_eq!(default.viewer_protocol, ViewerProtocol::RedirectToHttps);
    assert!(!config.behaviours[0].ttl.caches());
    assert!(matches!(&config.origins[0].kind, OriginKind::Bucket(id) if &**id == "Site"));
    let OriginKind::Custom(api) = &config.origins[1].kind else { panic!("a web server") };
    assert_eq!((api.duration.nominal(), &api.response["statusCode"]), (SimDuration::from_millis(20), &json!(201)));
    assert_eq!(
        wires,
        [
            ("EdgeAssociation", Some("F".into()), Some("FVersion".into())),
            ("Origin", Some("Site".into()), None),
            ("Origin", None, None),
        ]
    );
}

#[test]
fn times_to_live_stand_in_their_order() {
    let site = |behaviour: Value, policy: Value| {
        json!({
            "Policy": { "Type": "AWS::CloudFront::CachePolicy", "Properties": { "CachePolicyConfig": policy } },
            "CF": { "Type": "AWS::CloudFront::Distribution", "Properties": { "DistributionConfig": {
                "Origins": [{ "Id": "site", "DomainName": "www.example.com", "CustomOriginConfig": {} }],
                "DefaultCacheBehavior": behaviour } } },
        })
    };
    let told = |behaviour: Value, policy: Value| read(&site(behaviour, policy), "CF", &json!({})).1;
    let own = |min: u32, default: u32, max: u32| json!({ "TargetOriginId": "site", "MinTTL": min, "DefaultTTL": default, "MaxTTL": max });
    assert_eq!(told(own(60, 60, 60), Value::Null), [""; 0]);
    let order = "The TTL order specified is not valid: MinTTL 61 s is more than DefaultTTL 60 s";
    assert!(told(own(61, 60, 600), Value::Null).iter().any(|it| it.contains(order)));
    assert_eq!(told(own(0, 601, 600), Value::Null).len(), 1);
    let by_policy = json!({ "TargetOriginId": "site", "CachePolicyId": { "Ref": "Policy" } });
    assert_eq!(told(by_policy, json!({ "MinTTL": 9, "DefaultTTL": 10, "MaxTTL": 5 })).len(), 2);
}

#[test]
fn an_origin_whose_service_comes_later_is_told() {
    let resources = json!({
        "F": { "Type": "AWS::Lambda::Function", "Properties": {} },
        "Url": { "Type": "AWS::Lambda::Url", "Properties": { "TargetFunctionArn": { "Ref": "F" } } },
        "Api": { "Type": "AWS::ApiGatewayV2::Api", "Properties": {} },
        "CF": { "Type": "AWS::CloudFront::Distribution", "Properties": { "DistributionConfig": {
            "Origins": [], "DefaultCacheBehavior": { "TargetOriginId": "o" } } } },
    });
    let stack = crate::service::properties::Stack {
        resources: ["Url", "Api"]
            .map(|id| crate::service::properties::Resource {
                id: id.into(),
                type_name: resources[id]["Type"].as_str().unwrap_or_default().into(),
                properties: crate::service::properties::Properties::of_json(&resources[id]["Properties"]),
                at: Default::default(),
                generated_by: None,
            })
            .into(),
        region: Settings::default().region,
        account: Settings::default().account_id,
    };
    let url = stack.attribute_of(&stack.resources[0], "FunctionUrl");
    let api = format!("{}.execute-api.us-east-1.amazonaws.com", stack.reference_of(&stack.resources[1]));
    let host = url.trim_start_matches("https://").trim_end_matches('/');
    for (host, said) in [
        (host, &["origin 'o' is 'Url', which is not simulated yet"][..]),
        (&api, &["origin 'o' is 'Api', which is not simulated yet"]),
        ("www.example.com", &[]),
    ] {
        let mut resources = resources.clone();
        resources["CF"]["Properties"]["DistributionConfig"]["Origins"] = json!([{ "Id": "o", "DomainName": host }]);
        assert_eq!(read(&resources, "CF", &json!({})).1, said, "{host}");
    }
}

#[test]
fn what_does_not_run_at_the_edge_is_said() {
    // EDGE-09, EDGE-13.
    let association = |point: &str, id: &str| json!({ "EventType": point, "LambdaFunctionARN": { "Ref": id } });
    let resources = |associations: Value| {
        json!({
            "F": { "Type": "AWS::Lambda::Function", "Properties": { "Runtime": "java21", "Timeout": 40,
                "Environment": { "Variables": { "A": "b" } }, "VpcConfig": {} } },
            "FVersion": { "Type": "AWS::Lambda::Version", "Properties": { "FunctionName": { "Ref": "F" } } },
            "CF": { "Type": "AWS::CloudFront::Distribution", "Properties": { "DistributionConfig": {
                "Origins": [{ "Id": "o", "DomainName": "www.example.com" }],
                "DefaultCacheBehavior": { "TargetOriginId": "o", "LambdaFunctionAssociations": associations } } } },
        })
    };
    let problems = |associations: Value| read(&resources(associations), "CF", &json!({})).1;
    assert_eq!(problems(json!([association("viewer-request", "F")])), ["'F' is no numbered version"]);
    assert_eq!(
        problems(json!([association("viewer", "FVersion")])),
        ["\"viewer\" is none of viewer-request, origin-request, origin-response and viewer-response"]
    );
    let nowhere = json!([{ "LambdaFunctionARN": { "Ref": "FVersion" } }]);
    assert_eq!(problems(nowhere), ["the association has no EventType"]);
    let unknown = json!([{ "EventType": { "Ref": "Hook" }, "LambdaFunctionARN": { "Ref": "FVersion" } }]);
    assert_eq!(problems(unknown), ["the EventType is known at AWS only, so this association is not simulated"]);
    assert_eq!(
        problems(json!([association("viewer-request", "FVersion")])),
        [
            "runtime 'java21' does not run at the edge",
            "function 'F' at viewer-request has environment variables",
            "Timeout of 'F' is 40 s, but at viewer-request at most 30",
        ]
    );
    // EDGE-01, EDGE-13: one function a hook, and what is outside the template is judged by its ARN.
    let arn = |region: &str, version: &str| {
        let arn = format!("arn:aws:lambda:{region}:123456789012:function:edge{version}");
        json!([{ "EventType": "origin-request", "LambdaFunctionARN": arn }])
    };
    for (arn, said) in [
        (arn("us-east-1", ":3"), 1),
        (arn("us-east-1", ""), 2),
        (arn("us-east-1", ":live"), 2),
        (arn("eu-west-1", ":3"), 2),
        (arn("eu-west-1", ":$LATEST"), 3),
    ] {
        assert_eq!(problems(arn.clone()).len(), said, "{arn}");
    }
    let twice = problems(json!([association("origin-request", "FVersion"), association("origin-request", "FVersion")]));
    assert!(twice.contains(&"two functions stand at origin-request".to_owned()), "{twice:?}");
    let rows = [(HookPoint::ViewerRequest, 5, 30), (HookPoint::OriginRequest, 30, 30)];
    for (point, then, now) in rows {
        let max = |profile| limits::timeout_seconds_max(point, profile);
        assert_eq!((max(Profile::Aws2020), max(Profile::Aws2026)), (then, now), "{point:?}");
    }
}

#[test]
fn how_many_distributions_have_functions_is_limited() {
    // EDGE-11: 25 in 2020, 500 today; EDGE-13: who may assume the role.
    assert_eq!([Profile::Aws2020, Profile::Aws2026].map(limits::distributions_max), [25, 500]);
    let associations = json!([{ "EventType": "origin-request", "LambdaFunctionARN": { "Ref": "FVersion" } }]);
    let trust = |services: Value| json!({ "Statement": [{ "Principal": { "Service": services } }] });
    let resources = |services: Value| {
        let mut resources = json!({
            "R": { "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": trust(services) } },
            "F": { "Type": "AWS::Lambda::Function", "Properties": { "Runtime": "nodejs22.x",
                "Role": { "Fn::GetAtt": ["R", "Arn"] } } },
            "FVersion": { "Type": "AWS::Lambda::Version", "Properties": { "FunctionName": { "Ref": "F" } } },
        });
        for number in 0..=500 {
            resources[format!("D{number:03}")] = json!({ "Type": "AWS::CloudFront::Distribution",
                "Properties": { "DistributionConfig": { "Origins": [{ "Id": "o", "DomainName": "www.example.com" }],
                    "DefaultCacheBehavior": { "TargetOriginId": "o", "LambdaFunctionAssociations": associations } } } });
        }
        resources
    };
    let both = resources(json!(["lambda.amazonaws.com", "edgelambda.amazonaws.com"]));
    assert_eq!(read(&both, "D499", &json!({})).1, [""; 0]);
    assert_eq!(read(&both, "D500", &json!({})).1, ["'D500' is distribution number 501 with functions at hooks"]);
    let one = resources(json!("lambda.amazonaws.com"));
    assert_eq!(read(&one, "D000", &json!({})).1, ["role 'R' of 'F' cannot be assumed by edgelambda.amazonaws.com"]);
    let large = json!({ "Functions": { "F": { "Package": { "Zipped": 60_000_000 } } } });
    let said = read(&both, "D000", &large).1;
    assert_eq!(said, ["the package of 'F' has 60000000 bytes, but at origin-request at most 52428800"]);
}
