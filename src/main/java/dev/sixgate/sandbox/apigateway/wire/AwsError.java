package dev.sixgate.sandbox.apigateway.wire;

/**
 * An error answer of AWS: the HTTP status, the shape's name that clients match on, and the text that people read.
 *
 * @see <a href="https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames-domainname.html">the modelled errors</a>
 */
public final class AwsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String text;

    /**
     * An error of any status and type, modelled or not.
     *
     * @param status the HTTP status, 400 to 599
     * @param type the shape's name, such as {@code ConflictException}
     * @param text what {@code message} carries
     */
    public AwsError(int status, String type, String text) {
        super(text, null, false, false);
        this.status = status;
        this.type = type;
        this.text = text;
    }

    /** 400 {@code BadRequestException}: the input breaks a rule of API Gateway. */
    public static AwsError badRequest(String text) {
        return new AwsError(400, "BadRequestException", text);
    }

    /** 403 {@code AccessDeniedException}: the caller is known but may not do this. */
    public static AwsError accessDenied(String text) {
        return new AwsError(403, "AccessDeniedException", text);
    }

    /** 404 {@code NotFoundException}: no such resource in the caller's account and Region. */
    public static AwsError notFound(String text) {
        return new AwsError(404, "NotFoundException", text);
    }

    /** 409 {@code ConflictException}: the resource is busy, or the key is taken. */
    public static AwsError conflict(String text) {
        return new AwsError(409, "ConflictException", text);
    }

    /** 400 {@code SerializationException}: the body is no JSON, or a member has another type than modelled. */
    public static AwsError unreadable(String text) {
        return new AwsError(400, "SerializationException", text);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The shape's name. */
    public String type() {
        return type;
    }

    /** The text for people, never null. */
    public String text() {
        return text;
    }
}
