package io.rapport.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.rapport.RapportApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.stereotype.Component;

@DisplayName("The house keeps to its plan")
class ArchitectureTest {

    private static final String ROOT = "io.rapport.";

    /**
     * How high each package stands; it may use what stands lower, never what stands beside it. The calendar lies under
     * everything, since all times come from its clock.
     */
    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("calendar", 0),
            Map.entry("database", 0),
            Map.entry("inbox", 1),
            Map.entry("customer", 2),
            Map.entry("desk", 3),
            Map.entry("messaging", 3),
            Map.entry("feedback", 3),
            Map.entry("journey", 4),
            Map.entry("insight", 5),
            Map.entry("simulation", 5),
            Map.entry("app", 5));

    private static JavaClasses house;

    @BeforeAll
    static void read() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.rapport");
    }

    @Test
    @DisplayName("Packages are modules: what is internal to one is used by no other, and none go in circles")
    void modules() {
        ApplicationModules.of(RapportApplication.class).verify();
    }

    @Test
    @DisplayName("Every package stands on a floor of the plan")
    void everyPackageHasAFloor() {
        Set<String> rooms = house.stream()
                .map(ArchitectureTest::room)
                .flatMap(Optional::stream)
                .collect(toSet());
        assertThat(FLOORS.keySet()).containsAll(rooms);
        assertThat(rooms).contains("calendar", "inbox", "customer", "desk", "messaging", "feedback", "journey", "app");
    }

    @Test
    @DisplayName("Imports go down only, never up and never sideways")
    void floors() {
        classes().should(onlyLookDown()).check(house);
    }

    @Test
    @DisplayName("The engine is known to the journeys and the desk alone, so that moving to a fork stays mechanical")
    void engine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.rapport.journey..", "io.rapport.desk..", "io.rapport.simulation..", "io.rapport.insight..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.camunda..")
                .check(house);
    }

    @Test
    @DisplayName("Code that decides is plain Java: no framework, no engine, no database, no network")
    void decisionsArePlain() {
        classes()
                .that(are(decisions()))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "java.math..",
                                "com.fasterxml.jackson..",
                                // holidays are reckoned, not looked up
                                "de.focus_shift.jollyday..",
                                "net.time4j..")
                        .or(decisions())
                        .or(plainOfOurs()))
                .check(house);
    }

    private static DescribedPredicate<JavaClass> decisions() {
        return resideInAnyPackage("io.rapport.calendar..", "io.rapport.messaging.internal.policy..")
                .or(describe("decides", type -> Set.of(
                                "io.rapport.inbox.internal.RetryPlan",
                                "io.rapport.journey.internal.Reentry",
                                "io.rapport.feedback.HarmWords",
                                "io.rapport.messaging.internal.bounce.ReportText",
                                "io.rapport.messaging.internal.bounce.StatusFields",
                                "io.rapport.messaging.internal.refusal.Refusals",
                                "io.rapport.desk.internal.AnswerCheck",
                                "io.rapport.desk.internal.Token")
                        .contains(outermost(type).getFullName())));
    }

    /** Data that decisions are about: enumerations, records, exceptions and interfaces of ours. */
    private static DescribedPredicate<JavaClass> plainOfOurs() {
        return describe(
                "are plain data of ours",
                type -> type.getPackageName().startsWith(ROOT)
                        && (type.isEnum()
                                || type.isRecord()
                                || type.isInterface()
                                || type.isAssignableTo(Exception.class)));
    }

    @Test
    @DisplayName("Steps write rows and never reach out: nothing of the network, of mail or of the web")
    void steps() {
        noClasses()
                .that()
                .resideInAPackage("io.rapport.journey.step..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.io..",
                        "java.nio..",
                        "jakarta..",
                        "org.springframework.mail..",
                        "org.springframework.web..",
                        "org.springframework.http..")
                .check(house);
    }

    @Test
    @DisplayName("A step is one class, named after the bean that designers write")
    void stepNames() {
        classes()
                .that()
                .implement(JavaDelegate.class)
                .should()
                .resideInAPackage("io.rapport.journey.step")
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .andShould(beNamedAfterTheirBean())
                .check(house);
    }

    @Test
    @DisplayName("What time it is, the business clock says: nobody asks the system")
    void clock() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.rapport.calendar..", "io.rapport.app..")
                .should()
                .callMethodWhere(describe(
                        "asks the system for the time",
                        (JavaMethodCall call) ->
                                call.getTarget().getOwner().getPackageName().startsWith("java.time")
                                                && call.getTarget().getName().equals("now")
                                                && !takesAClock(call)
                                        || call.getTarget().getOwner().isEquivalentTo(Clock.class)
                                                && call.getTarget().getName().startsWith("system")
                                        || call.getTarget().getOwner().isEquivalentTo(System.class)
                                                && call.getTarget().getName().equals("currentTimeMillis")))
                .check(house);
    }

    private static boolean takesAClock(JavaMethodCall call) {
        return call.getTarget().getRawParameterTypes().stream()
                .anyMatch(parameter -> parameter.isEquivalentTo(Clock.class));
    }

    @Test
    @DisplayName("Parts are given what they need by their constructors")
    void constructors() {
        NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(house);
    }

    @Test
    @DisplayName("Nobody prints, and there is one way to log")
    void logging() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(without(house, "io.rapport.app."));
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(house);
    }

    /** The command line of the application answers on the console. */
    private static JavaClasses without(JavaClasses all, String prefix) {
        return all.that(describe("are not of " + prefix, type -> !type.getName().startsWith(prefix)));
    }

    private static ArchCondition<JavaClass> onlyLookDown() {
        return new ArchCondition<>("only use lower floors") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Optional<String> from = room(type);
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    Optional<String> to = room(dependency.getTargetClass());
                    boolean allowed = to.isEmpty() && !isTheApplication(dependency.getTargetClass())
                            || from.equals(to)
                            || from.isEmpty()
                            || to.isPresent() && FLOORS.get(to.get()) < FLOORS.get(from.get());
                    if (!allowed) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean isTheApplication(JavaClass type) {
        return type.isEquivalentTo(RapportApplication.class);
    }

    private static ArchCondition<JavaClass> beNamedAfterTheirBean() {
        return new ArchCondition<>("be named after their bean") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String bean = type.tryGetAnnotationOfType(Component.class)
                        .map(Component::value)
                        .orElse("");
                if (bean.isEmpty()
                        || !type.getSimpleName()
                                .equals(Character.toUpperCase(bean.charAt(0)) + bean.substring(1) + "Step")) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " is the bean '" + bean + "'; name it <Bean>Step"));
                }
            }
        };
    }

    /** @return the top-level package that a class of ours stands in; empty for others and for the application itself */
    private static Optional<String> room(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(ROOT)) {
            return Optional.empty();
        }
        String rest = name.substring(ROOT.length());
        return Optional.of(rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest);
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    /** A table of the engine or of ours behind a word of SQL, without the schema before it. */
    private static final Pattern WITHOUT_SCHEMA =
            Pattern.compile("(?i)\\b(?:from|join|into|update|table)\\s+(?:only\\s+)?(act_[a-z]{2}_[a-z_]+)");

    @Test
    @DisplayName("Statements name the schema of the engine's tables, for the search path may be anything")
    void schemasAreNamed() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                Matcher statement = WITHOUT_SCHEMA.matcher(Files.readString(source));
                while (statement.find()) {
                    found.add(source.getFileName() + ": " + statement.group(1));
                }
            }
        }
        assertThat(found).as("write rapport.act_…").isEmpty();
    }
}
