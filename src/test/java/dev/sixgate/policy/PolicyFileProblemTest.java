package dev.sixgate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each text marks with ¶ the place that the problem must name. */
class PolicyFileProblemTest {

    @ParameterizedTest(name = "{1}")
    @MethodSource({
        "outlines",
        "yaml",
        "groups",
        "rules",
        "consequences",
        "conditions",
        "expressions",
        "windows",
        "freezes"
    })
    void aMistakeIsRefusedWhereItStands(String marked, String problem, String remedy) {
        String before = marked.substring(0, marked.indexOf('¶'));
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = 1 + before.codePointCount(before.lastIndexOf('\n') + 1, before.length());

        var thrown = catchThrowableOfType(
                PolicyFileProblem.class, () -> PolicyFile.parse(marked.replace("¶", ""), "policies.yaml"));

        assertThat(thrown).as("refused").isNotNull();
        assertThat(thrown.problem()).contains(problem);
        assertThat(thrown.remedy()).contains(remedy);
        assertThat(thrown.line() + ":" + thrown.column()).isEqualTo(line + ":" + column);
        assertThat(thrown)
                .hasMessage("policies.yaml:" + line + ":" + column + ": " + thrown.problem() + "; " + thrown.remedy());
        assertThat(thrown.file()).isEqualTo("policies.yaml");
    }

    private static final String RULE = "\n  - {name: a, automatic: true}\n";

    static Stream<Arguments> outlines() {
        return Stream.of(
                arguments("¶", "the file is empty", "version: 1"),
                arguments("¶# nothing but a comment\n", "the file is empty", "version: 1"),
                arguments("¶- a\n", "the file is a list and should be keys with values", "one key a line"),
                arguments("¶hello", "the file is text", "one key a line"),
                arguments("¶rules:" + RULE, "no version in the file", "write version: 1"),
                arguments("version: ¶2\nrules:" + RULE, "version is not known", "write version: 1"),
                arguments("version: ¶\"1\"\nrules:" + RULE, "version is text", "digits without quotes"),
                arguments("version: ¶1.0\nrules:" + RULE, "should be a whole number", "digits"),
                arguments("version: ¶01\nrules:" + RULE, "should be a whole number", "digits"),
                arguments("¶version: 1\n", "no rules in the file", "at least one rule"),
                arguments("version: 1\nrules: ¶[]\n", "rules is an empty list", "at least one item"),
                arguments("version: 1\nrules:¶\n", "rules is empty and should be a list", "[...]"),
                arguments("version: 1\nrules: ¶{}\n", "rules is keys with values", "[...]"),
                arguments("version: 1\n¶rule:" + RULE, "unknown key \"rule\"", "did you mean \"rules\"?"),
                arguments("version: 1\n¶pages: []\nrules:" + RULE, "unknown key \"pages\"", "Known here: version,"));
    }

    static Stream<Arguments> yaml() {
        return Stream.of(
                arguments("version: 1\nrules: [¶", "no YAML", "indentation"),
                arguments("version: 1\nrules:\n  - name: a\n   ¶deny: b\n", "no YAML", "indentation"),
                arguments("version: 1\nrules:\n¶\t- name: a\n", "no YAML", "indentation"),
                arguments("version: 1\nrules: ¶@a\n", "no YAML", "indentation"),
                arguments("version: 1\n¶version: 1\nrules:" + RULE, "\"version\" stands twice", "keep one"),
                arguments(
                        "version: 1\nrules:\n  - {name: a, deny: b, ¶deny: c}\n", "\"deny\" stands twice", "keep one"),
                arguments("version: 1\nrules:" + RULE + "---\n¶version: 1\n", "a second document", "one document"),
                arguments("version: 1\nrules:" + RULE + "---\n¶", "a second document", "one document"),
                arguments("version: ¶&v 1\nrules:" + RULE, "an anchor (&)", "write the value out"),
                arguments("version: 1\nrules: ¶&r\n  - {name: a, automatic: true}\n", "an anchor", "write the value"),
                arguments("version: 1\nrules: [¶*r]\n", "alias", "write the value out"),
                arguments(
                        "version: 1\nrules: [{name: a, match: {domain: [*¶.example.com]}}]\n", "no YAML", "in quotes"),
                arguments("version: 1\nrules:\n  - {name: a, deny: ¶&d because}\n", "an anchor", "write the value"),
                arguments("version: 1\nrules:\n  - ¶&n name: a\n", "an anchor", "write the value"),
                arguments("\uFEFF# a\nversion: ¶&v 1\n", "an anchor", "write the value"),
                arguments("# \uD83D\uDE00\nversion: ¶! 1\n", "a tag", "bare value"),
                arguments("version: 1\nrules:\n  - ¶<<: {name: a}\n", "unknown key \"<<\"", "Known here: name"),
                arguments("version: ¶!!int 1\nrules:" + RULE, "a tag (!)", "bare value"),
                arguments("version: ¶!!binary MQ==\nrules:" + RULE, "a tag (!)", "bare value"),
                arguments("version: 1\n# ¶\u0007\nrules:" + RULE, "control character U+0007", "delete it"),
                arguments("version: 1\r\n# ü\uD83D\uDE00¶\u0000\n", "control character U+0000", "delete it"),
                arguments("version: 1\nrules: " + "[".repeat(15) + "¶" + "[".repeat(900), "deeper than 16", "flatter"),
                arguments("version: 1\nrules:\n  - ¶\"\\e\": a\n", "holds a control character", "visible"));
    }

    static Stream<Arguments> groups() {
        return Stream.of(
                arguments("version: 1\ngroups: ¶[a]\nrules:" + RULE, "groups is a list", "{...}"),
                arguments("version: 1\ngroups:\n  a:¶\nrules:" + RULE, "the group a is empty", "write {}"),
                arguments("version: 1\ngroups:\n  a: ¶[sam]\nrules:" + RULE, "the group a is a list", "{members:"),
                arguments("version: 1\ngroups: {a: {¶member: [b]}}\nrules:" + RULE, "\"member\"", "\"members\"?"),
                arguments("version: 1\ngroups: {a: {members: ¶[]}}\nrules:" + RULE, "empty list", "at least one"),
                arguments("version: 1\ngroups: {a: {members: [b, ¶b]}}\nrules:" + RULE, "\"b\" stands twice", "one"),
                arguments("version: 1\ngroups: {a: {members: [¶\" b\"]}}\nrules:" + RULE, "with a blank", "bare"),
                arguments("version: 1\ngroups: {a: {members: [¶{}]}}\nrules:" + RULE, "single value", "one value"),
                arguments("version: 1\ngroups:\n  ¶approvers: {}\nrules:" + RULE, "built in", "another name"),
                arguments("version: 1\ngroups: {¶'': {}}\nrules:" + RULE, "is empty", "write a value"));
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                arguments("version: 1\nrules:\n  - ¶automatic: true\n", "no name in rules", "name: four-eyes"),
                arguments("version: 1\nrules:\n  - ¶a\n", "should be keys with values", "one key a line"),
                arguments(
                        "version: 1\nrules:" + RULE + "\n\n  - {name: ¶a, deny: b}\n",
                        "a second rule is called a",
                        "a name of its own"),
                arguments("version: 1\nrules: [{name: ¶Four eyes, deny: b}]", "\"Four eyes\" is no name", "lower-case"),
                arguments("version: 1\nrules: [{name: ¶a-, deny: b}]", "\"a-\" is no name", "lower-case"),
                arguments("version: 1\nrules: [{name: ¶" + "a".repeat(65) + ", deny: b}]", "is no name", "1 to 64"),
                arguments("version: 1\nrules: [{name: ¶[a], deny: b}]", "name is a list", "one value"),
                arguments("version: 1\nrules: [{name: ¶~, deny: b}]", "name is empty", "write a value"),
                arguments("version: 1\nrules: [{name: a, ¶requires: []}]", "\"requires\"", "\"require\"?"),
                arguments("version: 1\nrules: [{name: a, deny: b, ¶whenn: c}]", "unknown key \"whenn\"", "Known here"));
    }

    static Stream<Arguments> consequences() {
        String rule =
                "version: 1\ngroups: {few: {members: [sam]}, one: {members: [sam]}, net: {}}\nrules:\n  - name: a\n";
        return Stream.of(
                arguments("version: 1\nrules:\n  - ¶name: a\n", "no consequence", "require, deny, automatic"),
                arguments("version: 1\nrules: [¶{name: a, deny: b, automatic: true}]", "denies and", "deny alone"),
                arguments(
                        "version: 1\nrules:\n  - ¶name: a\n    deny: b\n    require: []\n", "denies and", "deny alone"),
                arguments("version: 1\nrules: [¶{name: a, deny: b, expiresAfter: 1d}]", "denies and", "deny alone"),
                arguments("version: 1\nrules: [¶{name: a, automatic: true, require: [b]}]", "is automatic and", "one"),
                arguments(rule + "    deny: ¶true\n", "deny is true and should be text", "sentence"),
                arguments(rule + "    deny: ¶\"  \"\n", "deny is empty", "sentence"),
                arguments(rule + "    automatic: ¶\"true\"\n", "should be true or false", "without quotes"),
                arguments(
                        rule + "    automatic: ¶yes\n",
                        "automatic is yes and should be true or false",
                        "without quotes"),
                arguments(rule + "    automatic: ¶false\n", "automatic: false means nothing", "leave it out"),
                arguments(rule + "    require: ¶[]\n", "require is an empty list", "at least one"),
                arguments(rule + "    require: ¶{group: net, approvals: 1}\n", "should be a list", "[...]"),
                arguments(rule + "    require: [¶{approvals: 1}]\n", "no group in require", "approvers"),
                arguments(rule + "    require:\n    - ¶group: net\n", "no approvals in require", "approvals: 1"),
                arguments(rule + "    require: [{group: net, ¶approval: 1}]\n", "\"approval\"", "\"approvals\"?"),
                arguments(rule + "    require: [{group: net, approvals: ¶0}]\n", "approvals is 0", "1 to 20"),
                arguments(rule + "    require: [{group: net, approvals: ¶-1}]\n", "approvals is -1", "1 to 20"),
                arguments(rule + "    require: [{group: net, approvals: ¶21}]\n", "approvals is 21", "1 to 20"),
                arguments(rule + "    require: [{group: net, approvals: ¶99999999999}]\n", "a whole number", "digits"),
                arguments(rule + "    require: [{group: net, approvals: ¶'1'}]\n", "approvals is text", "digits"),
                arguments(rule + "    require: [{group: ¶nett, approvals: 1}]\n", "not declared", "mean \"net\"?"),
                arguments(rule + "    require: [{group: ¶approver, approvals: 1}]\n", "not declared", "\"approvers\"?"),
                arguments(
                        rule + "    require:\n    - {group: net, approvals: 1}\n    - {group: ¶net, approvals: 2}\n",
                        "net is asked twice",
                        "larger"),
                arguments(rule + "    require: [{group: few, approvals: ¶2}]\n", "members of few are too few", "add"),
                arguments(
                        rule + "    require: ¶[{group: few, approvals: 1}, {group: one, approvals: 1}]\n",
                        "members of few, one are too few",
                        "add members"),
                arguments(rule + "    expiresAfter: ¶7\n", "\"7\" is no expiresAfter", "7d or ISO 8601"),
                arguments(rule + "    approvalHoldsFor: ¶0s\n", "more than nothing", "30s"),
                arguments(rule + "    approvalHoldsFor: ¶366d\n", "365 days at most", "30s"),
                arguments(rule + "    revertApprovedFor: ¶soon\n", "\"soon\" is no revertApprovedFor", "30s"),
                arguments(rule + "    confirmWithin: ¶0m\n", "more than nothing", "30s"));
    }

    static Stream<Arguments> conditions() {
        String match = "version: 1\ngroups: {net: {}}\nrules:\n  - name: a\n    automatic: true\n    match: ";
        return Stream.of(
                arguments(match + "¶{}\n", "match says nothing", "leave match out"),
                arguments(match.strip() + "¶\n", "match is empty", "one key a line"),
                arguments(match + "{¶domains: [a.b]}\n", "unknown key \"domains\"", "\"domain\"?"),
                arguments(match + "{target: ¶prod}\n", "target is text and should be a list", "[...]"),
                arguments(match + "{target: ¶[]}\n", "target is an empty list", "leave target out"),
                arguments(match + "{target: [a, ¶a]}\n", "\"a\" stands twice", "keep one"),
                arguments(match + "{target: [¶Prod]}\n", "\"Prod\" is no target", "configured"),
                arguments(match + "{domain: [¶'api-*.a.b']}\n", "label 1 is neither", "whole labels"),
                arguments(match + "{domain: [¶'*']}\n", "two labels or more", "whole labels"),
                arguments(match + "{account: [¶1234]}\n", "\"1234\" is no account", "12 digits"),
                arguments(match + "{region: [¶Frankfurt]}\n", "is no region", "eu-central-1"),
                arguments(match + "{endpointType: [EDGE, ¶REGONAL]}\n", "the nearest is REGIONAL", "PRIVATE"),
                arguments(match + "{owner: [cdk, ¶teraform]}\n", "the nearest is terraform", "cloudformation"),
                arguments(match + "{to: [¶ipv6]}\n", "\"ipv6\" is no to", "ipv4 or dualstack"),
                arguments(match + "{tags: ¶{}}\n", "tags says nothing", "leave tags out"),
                arguments(match + "{tags: ¶[env]}\n", "tags is a list", "{...}"),
                arguments(match + "{tags: {env: ¶prod}}\n", "env is text and should be a list", "[...]"),
                arguments(match + "{requesterGroup: [¶ned]}\n", "\"ned\" is not declared", "mean \"net\"?"),
                arguments(match + "{requesterGroup: [¶approvers]}\n", "no group of requesters", "declare"));
    }

    static Stream<Arguments> windows() {
        String rest = "\nrules:" + RULE;
        String rule = "version: 1\nwindows:\n  mornings: {cron: 0 8 * * *, duration: 4h, zone: UTC}\n"
                + "rules:\n  - name: a\n    automatic: true\n    windows: ";
        return Stream.of(
                arguments("version: 1\nwindows: ¶[]" + rest, "windows is a list", "{...}"),
                arguments("version: 1\nwindows: {¶Mornings: {}}" + rest, "is no a key of windows", "lower-case"),
                arguments(
                        "version: 1\nwindows: {a: ¶{cron: 0 8 * * *, duration: 4h}}" + rest, "no zone in a", "Berlin"),
                arguments("version: 1\nwindows: {a: ¶{cron: 0 8 * * *, zone: UTC}}" + rest, "no duration in a", "4h"),
                arguments("version: 1\nwindows: {a: ¶{duration: 4h, zone: UTC}}" + rest, "no cron in a", "MON-FRI"),
                arguments(
                        "version: 1\nwindows: {a: {cron: ¶0 8 * *, duration: 4h, zone: UTC}}" + rest,
                        "it has 4 fields instead of 5",
                        "MON-FRI"),
                arguments(
                        "version: 1\nwindows: {a: {cron: ¶0 25 * * *, duration: 4h, zone: UTC}}" + rest,
                        "Value 25 not in range",
                        "MON-FRI"),
                arguments(
                        "version: 1\nwindows: {a: {cron: ¶0 8 * * MONDAY, duration: 4h, zone: UTC}}" + rest,
                        "\"0 8 * * MONDAY\" is no cron",
                        "MON-FRI"),
                arguments(
                        "version: 1\nwindows: {a: {cron: ¶0 8 30 2 *, duration: 4h, zone: UTC}}" + rest,
                        "no day is ever like that",
                        "a day that exists"),
                arguments(
                        "version: 1\nwindows: {a: {cron: 0 8 * * *, duration: 4h, zone: ¶Europe/Berlinn}}" + rest,
                        "the nearest is Europe/Berlin",
                        "IANA"),
                arguments(
                        "version: 1\nwindows: {a: {cron: 0 8 * * *, duration: 4h, zone: ¶+01:00}}" + rest,
                        "is no zone",
                        "IANA"),
                arguments(
                        "version: 1\nwindows: {a: {cron: 0 8 * * *, duration: ¶0m, zone: UTC}}" + rest,
                        "more than nothing",
                        "30m"),
                arguments(
                        "version: 1\nwindows: {a: {cron: 0 8 * * *, duration: ¶90s, zone: UTC}}" + rest,
                        "whole minutes",
                        "30m"),
                arguments(rule + "[¶morning]", "the window \"morning\" is not declared", "did you mean \"mornings\"?"),
                arguments(rule + "[mornings, ¶mornings]", "stands twice", "keep one"),
                arguments(rule + "¶mornings", "windows is text and should be a list", "[...]"),
                arguments(
                        "version: 1\nrules: [{name: a, automatic: true, windows: [¶b]}]",
                        "\"b\" is not declared",
                        "under windows"));
    }

    static Stream<Arguments> freezes() {
        String head =
                "version: 1\ngroups: {security: {}}\nrules: [{name: a, automatic: true}]\nfreezes:\n  - name: x\n";
        String times = "    from: 2026-12-20T00:00:00Z\n    until: 2027-01-04T00:00:00Z\n";
        return Stream.of(
                arguments("version: 1\nrules:" + RULE + "freezes: ¶[]", "freezes is an empty list", "at least one"),
                arguments(head.replace("- name: x", "- ¶reason: b"), "no name in freezes", "name: year-end"),
                arguments(head.replace("- name", "- ¶name") + "    until: 2027-01-04T00:00:00Z\n", "no from", "+01:00"),
                arguments(head.replace("- name", "- ¶name") + times, "no reason in freezes", "say why"),
                arguments(head + "    from: ¶2026-12-20\n    until: 2027-01-04T00:00:00Z\n", "another form", "+01:00"),
                arguments(
                        head + "    from: ¶2026-12-20T00:00\n    until: 2027-01-04T00:00:00Z\n",
                        "it has no offset, and the freeze no zone",
                        "beside a zone"),
                arguments(
                        head + "    from: ¶2026-02-30T00:00:00Z\n    until: 2027-01-04T00:00:00Z\n",
                        "no such date",
                        "+01:00"),
                arguments(
                        head + "    from: 2026-12-20T00:00:00Z\n    until: ¶2026-12-20T01:00:00+01:00\n    reason: b\n",
                        "until is not after from",
                        "the end of the freeze"),
                arguments(head + times + "    zone: ¶UTC\n    reason: b\n", "zone says nothing", "leave zone"),
                arguments(head + times + "    zone: ¶Europe/Berln\n    reason: b\n", "Europe/Berlin", "IANA"),
                arguments(head + times + "    reason: b\n    override: ¶securty\n", "not declared", "\"security\"?"),
                arguments(head + times + "    reason: b\n    match: ¶{}\n", "match says nothing", "leave match out"),
                arguments(head + times + "    reason: b\n    ¶overide: security\n", "\"overide\"", "\"override\"?"),
                arguments(
                        head + times + "    reason: b\n  - name: ¶x\n    reason: c\n" + times,
                        "a second freeze is called x",
                        "a name of its own"));
    }

    static Stream<Arguments> expressions() {
        String rule = "version: 1\ngroups: {net: {}}\nrules:\n  - name: a\n    automatic: true\n    when: ";
        return Stream.of(
                arguments(rule + "tags.env ==¶\n", "no expression: ", "write CEL"),
                arguments(rule + "tags.env ¶= 'prod'\n", "no expression: ", "write CEL"),
                arguments(rule + "¶domian == 'a'\n", "undeclared reference to 'domian'", "did you mean \"domain\"?"),
                arguments(rule + "to == 'ipv4' && ¶tag.env == 'a'\n", "undeclared reference to 'tag'", "now, owner"),
                arguments(rule + "rolloutSize ¶== 'many'\n", "'(int, string)'", "types that the facts have"),
                arguments(rule + "¶domain\n", "expected type 'bool' but found 'string'", "write a comparison"),
                arguments(rule + "tags¶.env\n", "expected type 'bool'", "write a comparison"),
                arguments(rule + "¶true\n", "when is true and should be text", "in quotes"),
                arguments(rule + "¶[a]\n", "when is a list and should be text", "in quotes"),
                arguments(rule + "¶''\n", "when is empty", "leave when out"),
                arguments(rule + "¶'  '\n", "when is empty", "leave when out"),
                arguments(rule + "¶\"\\e\"\n", "holds a control character", "visible"),
                arguments(rule + "'to == ''ipv4'' && ¶domian == ''a'''\n", "'domian'", "domain"),
                arguments(rule + "\"to == \\\"\\u0069pv4\\\" &&\\n ¶domian == 'a'\"\n", "'domian'", "domain"),
                arguments(rule + "\"to == 'ü\uD83D\uDE00'\\\n      && ¶domian == 'a'\"\n", "'domian'", "domain"),
                arguments(
                        rule + "to == 'ipv4'\n      && to == 'ipv4'\n      && ¶domian == 'a'\n", "'domian'", "domain"),
                arguments(rule + "|\n      to == 'ipv4'\n\n        && ¶domian == 'a'\n", "'domian'", "domain"),
                arguments(rule + ">-  # folded\n      to == 'ipv4'\n      && ¶domian == 'a'\n", "'domian'", "domain"),
                arguments(rule + "|\r\n      to == 'ipv4' ||\r\n      ¶domian == 'a'\r\n", "'domian'", "domain"),
                arguments(rule + "to == 'ipv4' && ¶'nett' in groups\n", "\"nett\" is not declared", "nett: {} under"),
                arguments(rule + "¶" + "a".repeat(1_001) + "\n", "longer than 1000 characters", "split the rule"),
                arguments(rule + "groups.all(a, groups.exists¶(b, a == b))\n", "inside another one", "use in"),
                arguments(rule + "domain.matches(¶'((a{9}){9}){9}')\n", "the pattern has braces", "with * and +"),
                arguments(rule + "domain.matches(¶'(')\n", "no regular expression", "RE2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rules: &r [*r]", "rules: &r\n  - *r", "? &k [*k]\n: 1", "rules: [&a {match: *a}]"})
    void aReferenceToItselfIsRefusedAtItsAnchor(String cycle) {
        var thrown = catchThrowableOfType(
                PolicyFileProblem.class, () -> PolicyFile.parse("version: 1\n" + cycle, "policies.yaml"));

        assertThat(thrown).isNotNull();
        assertThat(thrown.line()).isEqualTo(2);
        assertThat(thrown.column()).isPositive();
        assertThat(thrown.remedy()).isNotBlank();
    }

    @Test
    void theMistakeAmongTenThousandRulesIsFound() {
        var text = new StringBuilder("version: 1\nrules:\n");
        for (int i = 0; i < 10_000; i++) {
            String group = i == 9_998 ? "nobody" : "approvers";
            text.append("  - {name: rule-" + i + ", require: [{group: " + group + ", approvals: 1}]}\n");
        }

        var thrown =
                catchThrowableOfType(PolicyFileProblem.class, () -> PolicyFile.parse(text.toString(), "policies.yaml"));

        assertThat(thrown).hasMessageStartingWith("policies.yaml:10001:41: the group \"nobody\" is not declared");
    }

    @Test
    void aBombOfAliasesIsRefusedAtItsFirstAnchor() {
        var bomb = new StringBuilder("version: 1\na: &a [x, x]\n");
        for (char each = 'b'; each < 'z'; each++) {
            char before = (char) (each - 1);
            bomb.append(each + ": &" + each + " [*" + before + ", *" + before + "]\n");
        }

        var thrown =
                catchThrowableOfType(PolicyFileProblem.class, () -> PolicyFile.parse(bomb.toString(), "policies.yaml"));

        assertThat(thrown.line()).isEqualTo(2);
    }
}
