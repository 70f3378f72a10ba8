package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.approver;
import static dev.sixgate.policy.PolicyFixtures.facts;
import static dev.sixgate.policy.PolicyFixtures.factsOf;
import static dev.sixgate.policy.PolicyFixtures.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.policy.Verdict.Matched;
import dev.sixgate.policy.when.Vocabulary;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WhenTest {

    @Test
    void aRuleCountsWhereMatchAndWhenBothHold() {
        var policy = file("""
                rules:
                  - {name: free, automatic: true}
                  - {name: both, match: {to: [dualstack]}, when: tags.env == "prod", deny: Not both.}
                  - {name: no-match, match: {to: [ipv4]}, when: tags.env == "prod", deny: Not this.}
                  - {name: not-now, match: {to: [dualstack]}, when: now.getDayOfWeek() == 1, deny: Not this.}
                  - {name: alone, when: rolloutSize == 1, deny: Not one.}
                """);

        var verdict = policy.evaluate(facts());

        assertThat(verdict.reasons()).containsExactly("Rule both: Not both.", "Rule alone: Not one.");
        assertThat(verdict.matched())
                .extracting(Matched::because)
                .containsExactly("every change", "to dualstack, when tags.env == \"prod\"", "when rolloutSize == 1");
        assertThat(policy.evaluate(facts().inRolloutOf(2)).reasons()).containsExactly("Rule both: Not both.");
    }

    @Test
    void aRuleThatCanBeNeitherToldTrueNorFalseDenies() {
        for (String consequence :
                List.of("automatic: true", "require: [{group: approvers, approvals: 1}]", "deny: No.")) {
            var verdict = file("rules: [{name: free, automatic: true},\n"
                            + "  {name: odd, when: tags.tier == \"critical\", " + consequence + "}]")
                    .evaluate(facts());

            assertThat(verdict.denied()).isTrue();
            assertThat(verdict.automatic()).isFalse();
            assertThat(verdict.reasons())
                    .contains("Rule odd: when cannot be evaluated: key 'tier' is not present in map.");
            assertThat(verdict.matched())
                    .extracting(Matched::rule, Matched::because)
                    .contains(org.assertj.core.groups.Tuple.tuple("odd", "when fails: tags.tier == \"critical\""));
            assertThat(verdict.isMetBy(
                            List.of(approver("nora")), PolicyFile.builtIn().groups()))
                    .isFalse();
        }
    }

    @Test
    void aRuleWhoseMatchDoesNotFitIsNotAskedAnyFurther() {
        var verdict = file("rules: [{name: free, automatic: true},\n"
                        + "  {name: odd, match: {to: [ipv4]}, when: tags.tier == \"critical\", deny: No.}]")
                .evaluate(facts());

        assertThat(verdict.automatic()).isTrue();
    }

    @Test
    void groupsAreThoseOfTheFileThatTheRequesterBelongsTo() {
        var policy = file("""
                groups: {network: {}, people: {members: [ria]}, security: {members: [sam]}}
                rules:
                  - {name: free, automatic: true, when: 'groups == ["network", "people"]'}
                """);

        assertThat(policy.evaluate(factsOf("a.b", "prod", "ria", Set.of("network", "security", "other")))
                        .automatic())
                .isTrue();
    }

    @Test
    void everyNameOfTheVocabularyHasAFact() {
        assertThat(facts().forExpressions(PolicyFile.builtIn().groups()).keySet())
                .containsExactlyInAnyOrderElementsOf(Vocabulary.names());
    }

    @Test
    void theLibraryIsLoadedOnlyByAFileThatUsesIt() throws Exception {
        String plain = "version: 1\nrules: [{name: a, automatic: true, match: {to: [ipv4]}}]";

        assertThat(loadedBy(plain)).isEmpty();
        assertThat(loadedBy(plain.replace("match: {to: [ipv4]}", "when: rolloutSize > 1")))
                .isNotEmpty();
    }

    /** The classes of the library that are asked for while a file is read and asked. */
    private static List<String> loadedBy(String text) throws IOException, ReflectiveOperationException {
        List<String> loaded = new ArrayList<>();
        List<URL> classpath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            classpath.add(Path.of(entry).toUri().toURL());
        }
        try (var loader = new URLClassLoader(classpath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("dev.cel.") || name.startsWith("com.google.")) {
                    loaded.add(name);
                }
                return super.loadClass(name, resolve);
            }
        }) {
            Class.forName("dev.sixgate.policy.WhenTest$Asking", true, loader)
                    .getMethod("ask", String.class)
                    .invoke(null, text);
        }
        return loaded;
    }

    /** Loaded anew, with all that it uses. */
    public static final class Asking {
        public static void ask(String text) {
            PolicyFile.builtIn().evaluate(facts());
            PolicyFile.parse(text, "policies.yaml").evaluate(facts());
        }
    }
}
