package dev.sixgate.sandbox.apigateway.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where an error answer carries its type and text: AWS is not of one mind, so a client must understand all three. */
public enum ErrorShape {
    /** Type in the header {@code x-amzn-ErrorType}, text in {@code message}: API Gateway itself. */
    @JsonProperty("header")
    HEADER,
    /** Type in the body's {@code __type} alone. */
    @JsonProperty("type-member")
    TYPE_MEMBER,
    /** Type in the header, text in {@code Message}: AWS's front door. */
    @JsonProperty("capital-message")
    CAPITAL_MESSAGE;

    /** The error as this shape writes it. */
    public Answer answer(AwsError error) {
        var body = Json.object();
        if (this == TYPE_MEMBER) {
            body.put("__type", error.type());
        }
        body.put(this == CAPITAL_MESSAGE ? "Message" : "message", error.text());
        var answer = Answer.json(error.status(), body);
        return this == TYPE_MEMBER ? answer : answer.with("x-amzn-ErrorType", error.type());
    }
}
