//! Writing a template of the swarm.

use super::{Function, Options, Queue};
use std::fmt::Write;

/// Adds a line; a text takes any.
macro_rules! line {
    ($out:expr, $($text:tt)*) => {
        writeln!($out, $($text)*).expect("a string takes any text")
    };
}

/// What does not depend on the draw.
const FIXED: &str = "  Dead: { Type: AWS::SQS::Queue }
  DeadFifo: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  T: { Type: AWS::SNS::Topic }
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      { LoadBalancerArn: !Ref Balancer, Port: 80, Protocol: HTTP, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] }
";

impl Options {
    /// Writes the template.
    #[must_use]
    pub fn template(&self) -> String {
        let (metadata, resources) = (self.metadata(), self.resources());
        format!(
            "Transform: AWS::Serverless-2016-10-31\nMetadata:\n  Lambdarium:\n    Version: 1\n{metadata}\
             Resources:\n{FIXED}{resources}"
        )
    }

    fn metadata(&self) -> String {
        let mut out = String::new();
        line!(out, "    Profile: {}\n    Seed: {}\n    Duration: 3m", self.profile, self.seed);
        line!(out, "    Latency: {}\n    Account: {{ ConcurrentExecutions: {} }}", self.latency, self.concurrency);
        line!(out, "    Functions:");
        for (n, function) in self.functions.iter().enumerate() {
            line!(out, "      F{n}: {}", function.behaviour());
        }
        if let Some((_, deed)) = self.edge {
            line!(out, "      Edge: {{ Duration: 8ms, Edge: {deed} }}");
        }
        if self.origin.starts_with("www") {
            let response = "{ StatusCode: 200, Headers: { cache-control: max-age=3 }, Body: page }";
            line!(out, "    Origins:\n      Site:");
            line!(out, "        web: {{ Duration: 80ms, Response: {response}, Fails: [{{ From: 40s, Until: 50s }}] }}");
        }
        self.traffic(&mut out);
        if !self.interventions.is_empty() {
            line!(out, "    Interventions:");
        }
        for intervention in &self.interventions {
            line!(out, "      - {{ {intervention} }}");
        }
        out
    }

    fn traffic(&self, out: &mut String) {
        let rates = &self.rates;
        let [to_function, to_balancer, to_site] = self.retries;
        let [standard, fifo] = rates.queue_gap_ms;
        let kind = if rates.is_async { "Event" } else { "RequestResponse" };
        let group = "MessageGroupId: \"{pick:a,b,c}\", MessageDeduplicationId: \"d{n}\"";
        let attributes = "MessageAttributes: { kind: { DataType: String, StringValue: \"{pick:a,b}\" } }";
        let path = "Path: \"/{pick:a,b,c,d}\"";
        let entries = [
            format!("Name: standard, To: Q0, Action: SendMessage, Every: {standard}ms, Input: {{ MessageBody: \"{{n}}\" }}"),
            format!("Name: fifo, To: Q1, Action: SendMessage, Every: {fifo}ms, Input: {{ MessageBody: \"{{n}}\", {group} }}"),
            "Name: uploads, To: B, Action: PutObject, Rate: { PerSecond: 2 }, Input: { Key: \"{pick:a,b}/{n}\", Size: 9 }"
                .to_owned(),
            "Name: removals, To: B, Action: DeleteObject, Every: 3s, Input: { Key: \"a/{n}\" }".to_owned(),
            format!(
                "Name: publisher, To: T, Action: Publish, Rate: {{ PerSecond: {}, Arrivals: Poisson }}, Input: {{ Message: hi, {attributes} }}",
                rates.publishes
            ),
            format!(
                "Name: records, To: S, Action: PutRecord, Every: {}ms, Input: {{ PartitionKey: \"{{pick:a,b,c,d}}\", Data: \"{{n}}\" }}",
                self.stream.gap_ms
            ),
            format!(
                "Name: caller, To: F0, Action: Invoke, Burst: {{ Count: {}, At: 10s }}, Input: {{ InvocationType: {kind} }}{to_function}",
                rates.calls
            ),
            format!(
                "Name: web, To: Balancer, Action: Request, Ramp: {{ From: 0, To: {}, Over: 1m }}, Input: {{ Method: GET, {path} }}{to_balancer}",
                rates.requests
            ),
            format!(
                "Name: viewers, To: Site, Action: Request, Rate: {{ PerSecond: {}, Arrivals: Poisson }}, Input: {{ Method: GET, {path}, From: \"{{pick:FRA56-C1,NRT57-C1}}\" }}{to_site}",
                rates.requests
            ),
        ];
        line!(out, "    Traffic:");
        for entry in entries {
            let until = if entry.contains("Burst") { "" } else { ", Until: 80s" };
            line!(out, "      - {{ {entry}{until} }}");
        }
    }

    fn resources(&self) -> String {
        let mut out = String::new();
        for (n, function) in self.functions.iter().enumerate() {
            self.write_function(n, function, &mut out);
        }
        for (n, queue) in self.queues.iter().enumerate() {
            line!(out, "  Q{n}: {{ Type: AWS::SQS::Queue, Properties: {{ {} }} }}", queue.properties(n == 1));
        }
        line!(out, "  S: {{ Type: AWS::Kinesis::Stream, Properties: {{ ShardCount: {} }} }}", self.stream.shards);
        line!(out, "  Reader:\n    Type: AWS::Kinesis::StreamConsumer");
        line!(out, "    Properties: {{ ConsumerName: reader, StreamARN: !GetAtt S.Arn }}");
        let versioning =
            if self.versions { ", Properties: { VersioningConfiguration: { Status: Enabled } }" } else { "" };
        line!(out, "  B: {{ Type: AWS::S3::Bucket{versioning} }}");
        self.write_web(&mut out);
        out
    }

    fn write_function(&self, n: usize, function: &Function, out: &mut String) {
        line!(out, "  F{n}:\n    Type: AWS::Serverless::Function\n    Properties:");
        line!(out, "      Runtime: python3.8\n      Handler: a.b\n      InlineCode: pass");
        line!(out, "      Timeout: {}", function.timeout_seconds);
        if let Some(reserved) = function.reserved {
            line!(out, "      ReservedConcurrentExecutions: {reserved}");
        }
        if function.dead_letters {
            line!(out, "      DeadLetterQueue: {{ Type: SQS, TargetArn: !GetAtt Dead.Arn }}");
        }
        line!(out, "      EventInvokeConfig:\n        MaximumRetryAttempts: {}", function.retry_attempts);
        if function.destination {
            let to = "{ Type: SQS, Destination: !GetAtt Dead.Arn }";
            line!(out, "        DestinationConfig: {{ OnSuccess: {to}, OnFailure: {to} }}");
        }
        line!(out, "      Events:");
        if let Some(queue) = self.queues.get(n) {
            line!(
                out,
                "        Q: {{ Type: SQS, Properties: {{ Queue: !GetAtt Q{n}.Arn{} }} }}",
                self.mapping(queue, n == 1)
            );
        }
        let filter = if self.filter { ", FilterPolicy: { kind: [a] }" } else { "" };
        line!(out, "        T: {{ Type: SNS, Properties: {{ Topic: !Ref T{filter} }} }}");
        if n == 0 {
            line!(out, "        S: {{ Type: Kinesis, Properties: {{ {} }} }}", self.stream_mapping());
            line!(
                out,
                "        B: {{ Type: S3, Properties: {{ Bucket: !Ref B, Events: [s3:ObjectCreated:*, s3:ObjectRemoved:*] }} }}"
            );
        }
    }

    /// Returns the properties of the stream's mapping that the profile knows.
    fn stream_mapping(&self) -> String {
        let stream = &self.stream;
        let source = if stream.pushed { "Reader.ConsumerARN" } else { "S.Arn" };
        let mut out = format!(
            "Stream: !GetAtt {source}, StartingPosition: {}, BatchSize: {}, ParallelizationFactor: {}, \
             MaximumBatchingWindowInSeconds: {}",
            stream.position, stream.batch_size, stream.factor, stream.window_seconds
        );
        if self.is_now() || !stream.pushed {
            out.push_str(&format!(", BisectBatchOnFunctionError: {}", stream.bisects));
            for (name, value) in
                [("MaximumRetryAttempts", stream.retries_max), ("MaximumRecordAgeInSeconds", stream.age_max_seconds)]
            {
                out.extend(value.map(|value| format!(", {name}: {value}")));
            }
            out.push_str(", DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Dead.Arn } }");
        }
        if self.is_now() && stream.reports_failures {
            out.push_str(", FunctionResponseTypes: [ReportBatchItemFailures]");
        }
        out
    }

    /// Returns the properties of a mapping that the profile knows.
    fn mapping(&self, queue: &Queue, is_fifo: bool) -> String {
        let mut out = format!(", BatchSize: {}", queue.batch_size);
        if self.is_now() {
            if let Some(most) = queue.concurrency_max {
                out.push_str(&format!(", ScalingConfig: {{ MaximumConcurrency: {most} }}"));
            }
            if queue.reports_failures {
                out.push_str(", FunctionResponseTypes: [ReportBatchItemFailures]");
            }
            if !is_fifo {
                out.push_str(&format!(", MaximumBatchingWindowInSeconds: {}", queue.window_seconds));
            }
        }
        out
    }

    fn write_web(&self, out: &mut String) {
        let last = format!("F{}", self.functions.len() - 1);
        let attribute = format!("{{ Key: lambda.multi_value_headers.enabled, Value: \"{}\" }}", self.multi_value);
        line!(out, "  Group:\n    Type: AWS::ElasticLoadBalancingV2::TargetGroup\n    Properties:");
        line!(out, "      TargetType: lambda\n      Targets: [{{ Id: !GetAtt {last}.Arn }}]");
        line!(out, "      TargetGroupAttributes: [{attribute}]");
        line!(out, "  GroupPermission:\n    Type: AWS::Lambda::Permission\n    Properties:");
        line!(
            out,
            "      {{ FunctionName: !Ref {last}, Action: \"lambda:InvokeFunction\", Principal: elasticloadbalancing.amazonaws.com }}"
        );
        let origin = match self.origin.contains("B.") {
            true => "S3OriginConfig: { OriginAccessIdentity: \"\" }",
            false => "CustomOriginConfig: { OriginProtocolPolicy: http-only }",
        };
        line!(out, "  Site:\n    Type: AWS::CloudFront::Distribution\n    Properties:\n      DistributionConfig:");
        line!(out, "        Enabled: true\n        Origins: [{{ Id: web, DomainName: {}, {origin} }}]", self.origin);
        line!(
            out,
            "        DefaultCacheBehavior:\n          TargetOriginId: web\n          ViewerProtocolPolicy: allow-all"
        );
        line!(out, "          DefaultTTL: 10\n          ForwardedValues: {{ QueryString: false }}");
        if let Some((hook, _)) = self.edge {
            line!(
                out,
                "          LambdaFunctionAssociations: [{{ EventType: {hook}, LambdaFunctionARN: !Ref EdgeVersion }}]"
            );
            line!(out, "  EdgeVersion: {{ Type: AWS::Lambda::Version, Properties: {{ FunctionName: !Ref Edge }} }}");
            line!(out, "  Edge:\n    Type: AWS::Serverless::Function");
            line!(out, "    Properties: {{ Runtime: nodejs12.x, Handler: a.b, InlineCode: pass, Timeout: 3 }}");
        }
    }
}

impl Function {
    fn behaviour(&self) -> String {
        let fails = if self.fails.is_empty() { String::new() } else { format!(", Fails: [{}]", self.fails) };
        let call = "{ To: Q0, Action: SendMessage, Input: { MessageBody: made }, Probability: 0.1 }";
        let calls = if self.calls { format!(", Calls: [{call}]") } else { String::new() };
        format!("{{ Duration: {}ms{fails}{calls}, FailsRecords: [{{ Probability: 0.1 }}] }}", self.duration_ms)
    }
}

impl Queue {
    fn properties(&self, is_fifo: bool) -> String {
        let (fifo, dead) = if is_fifo { ("FifoQueue: true, ", "DeadFifo") } else { ("", "Dead") };
        format!(
            "{fifo}VisibilityTimeout: {}, RedrivePolicy: {{ deadLetterTargetArn: !GetAtt {dead}.Arn, maxReceiveCount: {} }}",
            self.visibility_seconds, self.receives_max
        )
    }
}
