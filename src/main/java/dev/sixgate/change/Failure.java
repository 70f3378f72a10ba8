package dev.sixgate.change;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * Why a change failed.
 *
 * @param code AWS's error code, or ours in kebab case where the check afterwards failed
 * @param detail one sentence
 */
@Embeddable
public record Failure(
        @Column(name = "failure_code") String code,
        @Column(name = "failure_detail") String detail) {}
