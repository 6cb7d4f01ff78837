//! The list of actions: what they are called and carry. Which service takes them its own description says.

use super::Action;
use crate::stack::latency::Hop;

const TABLE: &[&str] = &["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"];
const POOL: &[&str] = &["AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient"];
const STACK: &[&str] = &["AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack"];

/// The parameters of everything that writes an object; `Size` stands for a body that is not written out.
const WRITE: &[&str] = &[
    "Key",
    "Body",
    "Size",
    "ACL",
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Expires",
    "Metadata",
    "ServerSideEncryption",
    "StorageClass",
    "Tagging",
];
const COPY: &[&str] = &[
    "Key",
    "CopySource",
    "Size",
    "ACL",
    "CacheControl",
    "ContentType",
    "Metadata",
    "MetadataDirective",
    "ServerSideEncryption",
    "StorageClass",
    "Tagging",
    "TaggingDirective",
];

/// An action of a service that is simulated.
const fn call(name: &'static str, content: &'static str, keys: &'static [&'static str]) -> Action {
    Action { name, content, hop: Hop::ClientCall, later: &[], keys }
}

/// An action of a service that is not simulated yet; its parameters are kept as they are.
const fn later(name: &'static str, content: &'static str, later: &'static [&'static str]) -> Action {
    Action { name, content, hop: Hop::ClientCall, later, keys: &[] }
}

/// All actions that the template format names.
pub static ACTIONS: [Action; 38] = [
    Action {
        later: &["AWS::Lambda::Alias", "AWS::Lambda::Version"],
        ..call("Invoke", "Payload", &["Payload", "Size", "InvocationType", "Qualifier", "LogType", "ClientContext"])
    },
    call("PutObject", "Body", WRITE),
    call("PostObject", "Body", WRITE),
    call("CopyObject", "", COPY),
    call("CompleteMultipartUpload", "", &["Key", "Size", "UploadId", "MultipartUpload"]),
    call("GetObject", "", &["Key", "VersionId", "IfMatch", "IfNoneMatch", "Range"]),
    call("DeleteObject", "", &["Key", "VersionId"]),
    call("RestoreObject", "", &["Key", "VersionId", "Tier", "Days", "GlacierJobParameters"]),
    call("PutObjectTagging", "", &["Key", "VersionId", "Tagging"]),
    call("DeleteObjectTagging", "", &["Key", "VersionId"]),
    call("PutObjectAcl", "", &["Key", "VersionId", "ACL", "AccessControlPolicy"]),
    call(
        "Publish",
        "Message",
        &[
            "Message",
            "Size",
            "Subject",
            "MessageAttributes",
            "MessageStructure",
            "MessageGroupId",
            "MessageDeduplicationId",
        ],
    ),
    call(
        "SendMessage",
        "MessageBody",
        &[
            "MessageBody",
            "Size",
            "DelaySeconds",
            "MessageAttributes",
            "MessageSystemAttributes",
            "MessageGroupId",
            "MessageDeduplicationId",
        ],
    ),
    call(
        "ReceiveMessage",
        "",
        &[
            "MaxNumberOfMessages",
            "WaitTimeSeconds",
            "VisibilityTimeout",
            "Delete",
            "AttributeNames",
            "MessageAttributeNames",
            "MessageSystemAttributeNames",
            "ReceiveRequestAttemptId",
        ],
    ),
    call("ChangeMessageVisibility", "", &["VisibilityTimeout", "ReceiptHandle"]),
    call("DeleteMessage", "", &["ReceiptHandle"]),
    Action {
        later: &["AWS::KinesisFirehose::DeliveryStream"],
        ..call("PutRecord", "Data", &["PartitionKey", "Data", "Size", "ExplicitHashKey", "SequenceNumberForOrdering"])
    },
    call("PutRecords", "", &["Records"]),
    later("PutItem", "", TABLE),
    later("DeleteItem", "", TABLE),
    later("UpdateItem", "", TABLE),
    later("PutEvents", "Detail", &["AWS::Events::EventBus"]),
    Action {
        hop: Hop::Viewer,
        later: &["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::Lambda::Url"],
        ..call("Request", "Body", &["Method", "Path", "QueryString", "Headers", "Body", "Size", "Host", "Port", "From"])
    },
    later("SignUp", "", POOL),
    later("InitiateAuth", "", POOL),
    later("StartExecution", "", &["AWS::StepFunctions::StateMachine"]),
    later("StartPipelineExecution", "", &["AWS::CodePipeline::Pipeline"]),
    later("GitPush", "", &["AWS::CodeCommit::Repository"]),
    later("PutLogEvents", "", &["AWS::Logs::LogGroup"]),
    later("RecognizeText", "", &["AWS::Lex::Bot", "AWS::Lex::BotAlias", "AWS::Lambda::Function"]),
    later("SkillRequest", "", &["Alexa::ASK::Skill", "AWS::Lambda::Function"]),
    later("ReceiveEmail", "", &["AWS::SES::ReceiptRule", "AWS::SES::ReceiptRuleSet"]),
    later("CreateStack", "", STACK),
    later("UpdateStack", "", STACK),
    later("DeleteStack", "", STACK),
    later("ChangeResource", "", &["AWS::Config::ConfigRule"]),
    later("PublishToTopic", "", &["AWS::IoT::TopicRule"]),
    later("CreateJob", "", &["AWS::S3::Bucket", "AWS::Lambda::Function"]),
];
