package dev.sixgate.sandbox.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.BadRequestException;

class PagesTest {
    private final Sandbox sandbox = Sandbox.unthrottled();
    private final ApiGatewayV2Client v2 = sandbox.v2();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void allPagesTogetherAreTheWholeListInOrder() {
        var seen = new ArrayList<String>();
        String token = null;
        int pages = 0;
        do {
            var next = token;
            var page = v2.getDomainNames(r -> r.maxResults("3").nextToken(next));
            page.items().forEach(item -> seen.add(item.domainName()));
            token = page.nextToken();
            pages++;
        } while (token != null);

        assertThat(pages).isEqualTo(3);
        assertThat(seen)
                .isSorted()
                .containsExactly(
                        "*.wild.example.com",
                        "api.example.com",
                        "mtls.example.com",
                        "shop.example.com",
                        "stack.example.com",
                        "tls13.example.com",
                        "v6.example.com",
                        "ws.example.com");
    }

    @Test
    void nothingIsSkippedWhenADomainGoesBetweenTwoPages() {
        var first = v2.getDomainNames(r -> r.maxResults("2"));
        v2.deleteDomainName(r -> r.domainName("api.example.com"));

        var second = v2.getDomainNames(r -> r.maxResults("2").nextToken(first.nextToken()));

        assertThat(second.items())
                .extracting(item -> item.domainName())
                .containsExactly("mtls.example.com", "shop.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "0", "-1", "1.5", "99999999999"})
    void aPageSizeThatIsNoPositiveNumberIsRefused(String size) {
        assertThatThrownBy(() -> v2.getDomainNames(r -> r.maxResults(size))).isInstanceOf(BadRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!", "YWJj", "api.example.com"})
    void aTokenThatIsNotOursIsRefused(String token) {
        assertThatThrownBy(() -> v2.getDomainNames(r -> r.nextToken(token))).isInstanceOf(BadRequestException.class);
    }

    @Test
    void aPageHoldsWhatTheSettingSaysWhenTheCallerDoesNot() {
        sandbox.settings("{'pageSize':5}");

        assertThat(v2.getDomainNames(r -> {}).items()).hasSize(5);
    }

    @Test
    void listsCarryTagsOnlyIfToldSo() {
        assertThat(v2.getDomainNames(r -> {}).items()).allMatch(item -> !item.hasTags());

        sandbox.settings("{'listsCarryTags':true}");

        assertThat(v2.getDomainNames(r -> {}).items()).allMatch(item -> item.hasTags());
    }
}
