package dev.sixgate.api.identity;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** What a token says of its bearer. Its signature, issuer, audience and times have been checked before. */
final class Claims {
    private static final int LONGEST_SUBJECT = 255;
    private static final String SERVICE_ACCOUNT = "service-account-";

    private final JsonWebToken token;
    private final ClaimsConfig config;

    Claims(JsonWebToken token, ClaimsConfig config) {
        this.token = token;
        this.config = config;
    }

    /**
     * Who it is.
     *
     * @throws Refusal {@code unauthenticated} where the token lacks that claim, or has it longer than
     *     {@value #LONGEST_SUBJECT} characters: another one, or a part of it, would name somebody else
     * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">OpenID Connect Core, section 2: sub has at
     *     most 255 ASCII characters</a>
     */
    String subject() {
        return text(config.subject())
                .filter(subject -> !subject.isBlank() && subject.length() <= LONGEST_SUBJECT)
                .orElseThrow(() -> new Refusal(
                        Reason.UNAUTHENTICATED,
                        "The token does not say who it is for: it has no claim \"" + config.subject() + "\" of up to "
                                + LONGEST_SUBJECT + " characters."));
    }

    String displayName() {
        return text("name").or(() -> text("preferred_username")).orElseGet(this::subject);
    }

    /** As the provider names them. */
    Set<String> groups() {
        Object claim = token.getClaim(config.groups());
        if (!(claim instanceof Collection<?> groups)) {
            return Set.of();
        }
        return groups.stream()
                .map(group -> group instanceof JsonString string ? string.getString() : String.valueOf(group))
                .collect(Collectors.toSet());
    }

    /**
     * Whether a machine was authenticated and no person: by the marks that the common providers set on tokens of the client
     * credentials grant.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2.2">RFC 9068, section 2.2: sub and client_id are the
     *     same where no resource owner is involved</a>
     */
    boolean isService() {
        Optional<String> client = text("client_id").or(() -> text("cid")).or(() -> text("azp"));
        return text("preferred_username")
                        .filter(name -> name.startsWith(SERVICE_ACCOUNT))
                        .isPresent()
                || text("idtyp").filter("app"::equals).isPresent()
                || text("gty").filter("client-credentials"::equals).isPresent()
                || client.filter(id -> id.equals(token.getSubject())).isPresent();
    }

    /**
     * The service that acts for the subject.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8693#section-4.1">RFC 8693, section 4.1: the act claim</a>
     */
    @Nullable
    String actingService() {
        Object act = token.getClaim("act");
        if (act instanceof Map<?, ?> members && members.get("sub") != null) {
            Object subject = Objects.requireNonNull(members.get("sub"));
            return subject instanceof JsonString string ? string.getString() : subject.toString();
        }
        return null;
    }

    private Optional<String> text(String claim) {
        Object value = token.getClaim(claim);
        if (value instanceof JsonString string) {
            return Optional.of(string.getString());
        }
        return Optional.ofNullable(value).map(Object::toString);
    }
}
