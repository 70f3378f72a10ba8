package dev.sixgate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.domainname.DomainName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainGlobTest {

    @ParameterizedTest
    @CsvSource({
        "api.example.com,      api.example.com,     true",
        "api.example.com,      www.example.com,     false",
        "api.example.com,      a.api.example.com,   false",
        "*.example.com,        api.example.com,     true",
        "*.example.com,        *.example.com,       true",
        "*.example.com,        example.com,         false",
        "*.example.com,        a.b.example.com,     false",
        "*.example.com,        api.example.org,     false",
        "*.example.com,        api.notexample.com,  false",
        "api.*.example.com,    api.eu.example.com,  true",
        "api.*.example.com,    api.example.com,     false",
        "*.*.com,              api.example.com,     true",
        "**.example.com,       api.example.com,     true",
        "**.example.com,       a.b.c.example.com,   true",
        "**.example.com,       example.com,         false",
        "**.*.example.com,     a.example.com,       false",
        "**.*.example.com,     a.b.example.com,     true",
        "**,                   example.com,         true",
        "**,                   *.a.example.com,     true"
    })
    void aGlobMatchesWholeLabels(String glob, String domain, boolean matches) {
        assertThat(new DomainGlob(glob).matches(DomainName.parse(domain))).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "com",
                "",
                ".",
                "a..b",
                "api-*.example.com",
                "a.**.com",
                "***.com",
                "API.example.com",
                "a.example.com.",
                "-a.example.com",
                "a_b.example.com",
                "a b.com",
                "münchen.de",
                "a.?.com"
            })
    void aGlobOfPartsOfLabelsIsRefused(String glob) {
        assertThatThrownBy(() -> new DomainGlob(glob)).isInstanceOf(IllegalArgumentException.class);
    }
}
