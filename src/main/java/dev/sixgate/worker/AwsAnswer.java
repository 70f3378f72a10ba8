package dev.sixgate.worker;

import dev.sixgate.gateway.GatewayFailure;
import java.util.Map;
import java.util.TreeMap;

/** AWS's answer to a call that did not succeed, as it stands in an audit event. */
final class AwsAnswer {
    private AwsAnswer() {}

    static Map<String, Object> of(GatewayFailure failure, int attempt) {
        Map<String, Object> answer = new TreeMap<>();
        answer.put("operation", "UpdateDomainName");
        answer.put("attempt", attempt);
        answer.put("error", failure.code());
        answer.put("message", failure.detail());
        answer.put("outcome", failure.outcome());
        if (failure.httpStatus() > 0) {
            answer.put("httpStatus", failure.httpStatus());
        }
        failure.awsRequestId().ifPresent(id -> answer.put("requestId", id));
        return answer;
    }
}
