package dev.sixgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.PasswordCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DemoPeopleTest {
    private final DemoPeople people = new DemoPeople(() -> Identity.DEMO);

    @ParameterizedTest
    @CsvSource({
        "ria,requester,",
        "remy,requester,",
        "nora,approver,network",
        "ned,approver,network",
        "sam,approver,security",
        "otto,operator,",
        "bea,break-glass,",
        "ada,auditor,",
        "bot,requester,"
    })
    void eachHasOneRoleAndTheirGroups(String login, String role, String group) {
        SecurityIdentity identity = authenticate(people, login, "demo");

        assertThat(identity.getPrincipal().getName()).isEqualTo(login);
        assertThat(identity.getRoles()).containsExactly(role);
        assertThat(identity.<Set<String>>getAttribute("groups")).isEqualTo(group == null ? Set.of() : Set.of(group));
        assertThat(identity.<String>getAttribute("authentication")).isEqualTo("basic");
    }

    @Test
    void riaIsShownByHerNameAndBotIsAMachine() {
        assertThat(authenticate(people, "ria", "demo").<String>getAttribute("name"))
                .isEqualTo("Ria Requester");
        assertThat(authenticate(people, "ria", "demo").<Boolean>getAttribute("service"))
                .isFalse();
        assertThat(authenticate(people, "bot", "demo").<Boolean>getAttribute("service"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"ria,Demo", "ria,''", "RIA,demo", "mallory,demo", "'',''"})
    void nobodyElseGetsIn(String login, String password) {
        assertThatThrownBy(() -> authenticate(people, login, password))
                .isInstanceOf(AuthenticationFailedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void theyAreUnknownWhereAnOpenIdProviderKnowsThePeople(DemoPerson person) {
        DemoPeople strangers = new DemoPeople(() -> Identity.OIDC);

        assertThatThrownBy(() -> authenticate(strangers, person.login(), "demo"))
                .isInstanceOf(AuthenticationFailedException.class);
    }

    private static SecurityIdentity authenticate(DemoPeople people, String login, String password) {
        return people.authenticate(
                        new UsernamePasswordAuthenticationRequest(
                                login, new PasswordCredential(password.toCharArray())),
                        blocking -> Uni.createFrom().item(blocking))
                .await()
                .indefinitely();
    }
}
