package dev.sixgate.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.sixgate.gateway.DomainWriter;
import jakarta.persistence.Entity;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FloorsTest {
    private static final String ROOT = "dev.sixgate";
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Each room, and the rooms that it may use besides itself and the root. */
    private static Stream<Arguments> rooms() {
        return Stream.of(
                room("domainname"),
                room("audit", "domainname"),
                room("audit.witness", "audit", "domainname"),
                room("notice", "audit"),
                room("policy", "domainname"),
                room("gateway", "domainname"),
                room("dns", "domainname"),
                room("readiness", "gateway", "domainname"),
                room("inventory", "gateway", "dns", "audit", "domainname"),
                room("change", "policy", "audit", "domainname"),
                room("rollout", "change", "policy", "inventory", "audit", "domainname"),
                room(
                        "worker",
                        "rollout",
                        "change",
                        "policy",
                        "gateway",
                        "dns",
                        "readiness",
                        "inventory",
                        "notice",
                        "audit",
                        "domainname"),
                room(
                        "api",
                        "rollout",
                        "change",
                        "inventory",
                        "readiness",
                        "gateway",
                        "policy",
                        "notice",
                        "audit",
                        "domainname"),
                room("lifetime", "change", "policy", "gateway", "audit", "domainname"),
                room("config"),
                room("cli", "policy", "audit", "domainname"),
                room("sandbox", "cli"));
    }

    private static Arguments room(String name, String... uses) {
        return Arguments.of(name, List.of(uses));
    }

    @ParameterizedTest(name = "{0} uses only {1}")
    @MethodSource("rooms")
    void aRoomUsesOnlyTheRoomsBelowIt(String room, List<String> uses) {
        String[] allowed = Stream.concat(Stream.of(room), uses.stream())
                .map(name -> ROOT + "." + name + "..")
                .toArray(String[]::new);

        check(noClasses()
                .that()
                .resideInAPackage(ROOT + "." + room + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(resideInAnyPackage(allowed).negate())
                        .and(resideInAPackage(ROOT).negate()))
                .because("the house has floors: move the class to the room whose noun it is, or pass a value up"));
    }

    @Test
    void everyRoomHasItsFloor() {
        List<String> floors = rooms().map(room -> (String) room.get()[0]).toList();
        List<String> built = HOUSE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT + "."))
                .map(name -> name.substring(ROOT.length() + 1).split("\\.")[0])
                .distinct()
                .toList();

        assertThat(built).as("give a new room its floor in this table").isSubsetOf(floors);
    }

    @Test
    void thereAreNoCyclesBetweenRooms() {
        check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
    }

    @Test
    void nothingUsesTheSandbox() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".sandbox..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".sandbox..")
                .because(
                        "a real target and the sandbox differ in configuration alone: an endpoint, a URL, identities"));
    }

    @Test
    void onlyTheWorkerCanChangeProduction() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".worker..", ROOT + ".gateway..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(DomainWriter.class)
                .because("no resource may go round an approval: ask for a change, and let the worker apply it"));
    }

    @Test
    void theSdkStaysBehindTheFence() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".gateway..")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".audit.seal.CheckpointBucket")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon..")
                .because("SDK types and errors never leave the gateway: give back a value or a GatewayFailure"));
    }

    @Test
    void spansAreMadeWhereTheWorkIs() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".worker.watch..", ROOT + ".gateway..")
                .and()
                .haveNameNotMatching(Pattern.quote(ROOT + ".change.Traceparent") + "(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .because(
                        "a trace is beside the story: requests are traced by Quarkus, calls to AWS by TracedCalls, and the"
                                + " work on a change by Steps; take a Step there"));
    }

    @Test
    void namesAreAskedForInOnePlace() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".dns..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.xbill..")
                .because("whoever asks DNS must tell no answer from no name: take DnsLookup, and its values"));
    }

    @Test
    void onlyTheApiKnowsHttp() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".api..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.ws.rs..")
                .because("throw a Refusal; api turns it into a problem"));
    }

    @Test
    void rulesAndValuesArePure() {
        check(classes()
                .that()
                .resideInAnyPackage(ROOT + ".policy..", ROOT + ".domainname..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT,
                        ROOT + ".policy..",
                        ROOT + ".domainname..",
                        "java..",
                        "com.cronutils..",
                        "com.fasterxml.jackson..",
                        "org.yaml..",
                        "dev.cel..",
                        "com.google.common.collect..",
                        "com.google.re2j..",
                        "org.jspecify..")
                .because("policies are judged and replayed without a database, a clock or a container"));
    }

    @Test
    void timeAndIdsAreArguments() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".sandbox..")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".SharedClock")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".api.problem.Problems")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .because("tests drive the time: take InstantSource, IdSource, or the moment itself as an argument"));
    }

    @Test
    void transactionsBeginWhereSomethingIsDone() {
        check(methods()
                .that()
                .areAnnotatedWith(Transactional.class)
                .should()
                .beDeclaredInClassesThat()
                .resideInAnyPackage(
                        ROOT + ".rollout..",
                        ROOT + ".change..",
                        ROOT + ".audit..",
                        ROOT + ".gateway..",
                        ROOT + ".inventory..",
                        ROOT + ".notice..",
                        ROOT + ".worker..",
                        ROOT + ".api.http..")
                .because("one verb, one transaction; a resource calls a verb"));
    }

    @Test
    void namesAreTheFieldsWords() {
        check(noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Service")
                .orShould()
                .haveSimpleNameEndingWith("Dto")
                .orShould()
                .haveSimpleNameEndingWith("Mapper")
                .because("a class is a noun of the field or a verb of a use case"));
    }

    @Test
    void entitiesHideTheirFields() {
        check(fields().that()
                .areDeclaredInClassesThat()
                .areAnnotatedWith(Entity.class)
                .should()
                .bePrivate()
                .orShould()
                .haveModifier(JavaModifier.STATIC)
                .because("a change moves by its verbs, never by its fields"));
        check(noMethods()
                .that()
                .areDeclaredInClassesThat()
                .areAnnotatedWith(Entity.class)
                .should()
                .haveNameMatching("set[A-Z].*")
                .because("a change moves by its verbs, never by setters"));
    }

    @Test
    void theRootHasRoomForFour() {
        List<String> inRoot = HOUSE.stream()
                .filter(type -> type.getPackageName().equals(ROOT))
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.equals("package-info"))
                .toList();

        assertThat(inRoot)
                .as("what two packages want has a noun of its own; put it where that noun lives")
                .hasSizeLessThanOrEqualTo(4);
    }

    private static void check(ArchRule rule) {
        rule.check(HOUSE);
    }
}
