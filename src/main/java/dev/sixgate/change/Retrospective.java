package dev.sixgate.change;

import dev.sixgate.audit.Actor;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import java.util.Map;

/** The review of a use of break-glass, once and for all, by somebody who had no hand in it. */
@Embeddable
public record Retrospective(
        @Column(name = "retrospective_by") String reviewer,
        @Column(name = "retrospective_by_name") String reviewerName,

        @Enumerated(EnumType.STRING) @Column(name = "retrospective_verdict")
        Verdict verdict,

        @Column(name = "retrospective_comment") String comment,
        @Column(name = "retrospective_at") Instant reviewedAt) {

    /** What the reviewer found. */
    public enum Verdict {
        /** It could not wait. */
        JUSTIFIED,
        /** It could have waited; what has not been sent yet needs its approvals after all. */
        NOT_JUSTIFIED
    }

    /** What somebody says of it now. */
    public static Retrospective by(Actor reviewer, Verdict verdict, String comment, Instant now) {
        return new Retrospective(reviewer.subject(), reviewer.name(), verdict, comment, now);
    }

    Map<String, Object> facts() {
        return Map.of(
                "by", reviewer,
                "name", reviewerName,
                "verdict", verdict,
                "comment", comment,
                "at", reviewedAt.toString());
    }
}
