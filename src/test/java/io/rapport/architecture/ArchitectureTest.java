package io.rapport.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.rapport.RapportApplication;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.stereotype.Component;

@DisplayName("The code keeps to its architecture")
@Tag("slow")
class ArchitectureTest {

    private static final String ROOT = "io.rapport.";

    /** What nobody imports may import everything. */
    private static final Set<String> LEAVES = Set.of("app");

    private static JavaClasses code;

    @BeforeAll
    static void read() {
        code = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.rapport");
    }

    /** It is large, and the process goes on with other tests. */
    @AfterAll
    static void forget() {
        code = null;
    }

    @Test
    @DisplayName("Each room uses those that it names in its package-info, and of them what is not internal")
    void modules() {
        ApplicationModules modules = ApplicationModules.of(RapportApplication.class);
        modules.verify();
        assertThat(modules.stream()
                        .filter(module -> !LEAVES.contains(module.getName()))
                        .filter(module -> !module.getBasePackage()
                                .getAnnotation(ApplicationModule.class)
                                .isPresent()))
                .as("rooms without @ApplicationModule(allowedDependencies = …)")
                .isEmpty();
    }

    @Test
    @DisplayName("No package imports one that imports it, however long the way round")
    void noCycles() {
        slices().matching("io.rapport.(**)").should().beFreeOfCycles().check(code);
    }

    @Test
    @DisplayName("The queue of messages is known to the journeys and to the application alone")
    void outbox() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.rapport.outbox..", "io.rapport.journey..", "io.rapport.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.rapport.outbox..")
                .check(code);
    }

    @Test
    @DisplayName("No room holds more than a quarter of the code")
    void sizes() throws IOException {
        Map<String, Long> lines = new TreeMap<>();
        Path root = Path.of("src/main/java/io/rapport");
        try (Stream<Path> sources = Files.walk(root)) {
            for (Path source : sources.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> root.relativize(file).getNameCount() > 1)
                    .toList()) {
                try (Stream<String> text = Files.lines(source)) {
                    lines.merge(root.relativize(source).getName(0).toString(), text.count(), Long::sum);
                }
            }
        }
        long quarter = lines.values().stream().mapToLong(Long::longValue).sum() / 4;
        assertThat(lines).allSatisfy((room, count) -> assertThat(count).as(room).isLessThanOrEqualTo(quarter));
    }

    @Test
    @DisplayName("The engine is known to the journeys and the desk alone, so that moving to a fork stays mechanical")
    void engine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.rapport.journey..",
                        "io.rapport.gate..",
                        "io.rapport.desk..",
                        "io.rapport.rehearsal..",
                        "io.rapport.insight..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.camunda..")
                .check(code);
    }

    @Test
    @DisplayName("Code that decides is plain Java: no framework, no engine, no database, no network")
    void decisionsArePlain() {
        classes()
                .that(are(decisions()))
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "java.math..",
                                "java.text..",
                                "com.fasterxml.jackson..",
                                // holidays are computed, not looked up
                                "de.focus_shift.jollyday..",
                                "net.time4j..",
                                // domains are compared by the tables of Unicode
                                "com.ibm.icu..",
                                // regular expressions that end in time
                                "com.google.re2j..",
                                // special functions and the simplex of models of value
                                "org.hipparchus..")
                        .or(decisions())
                        .or(plainOfOurs()))
                .check(code);
    }

    private static DescribedPredicate<JavaClass> decisions() {
        return resideInAnyPackage("io.rapport.calendar..", "io.rapport.address..")
                .or(describe("decides", type -> Set.of(
                                "io.rapport.contactpolicy.ContactPolicy",
                                "io.rapport.contactpolicy.PolicyTables",
                                "io.rapport.contactpolicy.PolicyVocabulary",
                                "io.rapport.contactpolicy.SegmentFact",
                                "io.rapport.contactpolicy.PolicyTableCheck",
                                "io.rapport.contactpolicy.PolicyProtections",
                                "io.rapport.contactpolicy.FrequencyCaps",
                                "io.rapport.contactpolicy.PolicyInput",
                                "io.rapport.contactpolicy.PolicyContext",
                                "io.rapport.inbox.internal.RetryPlan",
                                "io.rapport.journey.Reentry",
                                "io.rapport.language.VisibleText",
                                "io.rapport.loyalty.EarnedPoints",
                                "io.rapport.loyalty.Lots",
                                "io.rapport.loyalty.OrderRemainder",
                                "io.rapport.feedback.HarmWords",
                                "io.rapport.lifecycle.BandTable",
                                "io.rapport.lifecycle.BandCheck",
                                "io.rapport.lifecycle.CellReader",
                                "io.rapport.lifecycle.TableCompiler",
                                "io.rapport.lifecycle.RelationshipSql",
                                "io.rapport.mail.internal.bounce.ReportText",
                                "io.rapport.mail.internal.bounce.StatusFields",
                                "io.rapport.mail.Refusals",
                                "io.rapport.desk.internal.form.AnswerCheck",
                                "io.rapport.desk.internal.form.AnswerPattern",
                                "io.rapport.desk.internal.form.ShortIdentifier",
                                "io.rapport.value.BetaGeometric",
                                "io.rapport.value.GammaGamma",
                                "io.rapport.value.PurchaseGroups",
                                "io.rapport.value.SpendingHistories",
                                "io.rapport.value.ModelFitting",
                                "io.rapport.value.ValueFitting",
                                "io.rapport.value.Holdout",
                                "io.rapport.value.Quintiles",
                                "io.rapport.value.DaysRule",
                                "io.rapport.value.ModelRule",
                                "io.rapport.value.Scoring")
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
                        "java.nio",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "jakarta..",
                        "org.springframework.mail..",
                        "org.springframework.web..",
                        "org.springframework.http..")
                .check(code);
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
                .check(code);
    }

    @Test
    @DisplayName("What time it is, the business clock says: nobody asks the system, nor hands on a method that does")
    void clock() {
        noClasses()
                .that(describe("are not the clock itself, nor the command line", type -> !Set.of(
                                "io.rapport.calendar.BusinessClock", "io.rapport.app.demo.SendDemo")
                        .contains(outermost(type).getFullName())))
                .should()
                .accessTargetWhere(asksTheSystemForTheTime())
                .check(code);
    }

    @Test
    @DisplayName("The rule about the clock sees calls, constructors and method references alike")
    void clockRuleSees() {
        JavaClasses asking = new ClassFileImporter().importClasses(Asking.class);
        assertThat(asking.get(Asking.class).getAccessesFromSelf().stream()
                        .filter(asksTheSystemForTheTime())
                        .map(access -> access.getOrigin().getName())
                        .collect(Collectors.toSet()))
                .isEqualTo(Stream.of(Asking.class.getDeclaredMethods())
                        .map(Method::getName)
                        .filter(name -> name.startsWith("asks"))
                        .collect(Collectors.toSet()));
    }

    /** What the rule must see, and what it must not mistake for it. */
    @SuppressWarnings("unused")
    private static final class Asking {

        Instant asksByCall() {
            return Instant.now();
        }

        LocalDate asksByCallWithZone(ZoneId zone) {
            return LocalDate.now(zone);
        }

        Supplier<Instant> asksByReference() {
            return Instant::now;
        }

        LongSupplier asksForMillis() {
            return System::currentTimeMillis;
        }

        Date asksByConstructor() {
            return new Date();
        }

        Supplier<Date> asksByConstructorReference() {
            return Date::new;
        }

        Calendar asksByCalendar() {
            return Calendar.getInstance();
        }

        Clock asksBySystemClock() {
            return Clock.systemUTC();
        }

        Function<ZoneId, Clock> asksByTickingClock() {
            return Clock::tickSeconds;
        }

        InstantSource asksByInstantSource() {
            return InstantSource.system();
        }

        LocalDate takesAClock(Clock clock) {
            return LocalDate.now(clock);
        }

        Function<Clock, Instant> handsOnWhatTakesAClock() {
            return Instant::now;
        }

        Date convertsAMoment(Instant moment) {
            return Date.from(moment);
        }

        long measuresADuration(long since) {
            return System.nanoTime() - since;
        }
    }

    /** Durations may be measured by {@code System.nanoTime}: they are real time, and no moment of anybody's calendar. */
    private static DescribedPredicate<JavaAccess<?>> asksTheSystemForTheTime() {
        return describe("asks the system for the time", access -> {
            if (!(access.getTarget() instanceof CodeUnitAccessTarget target)) {
                return false;
            }
            String name = target.getName();
            JavaClass owner = target.getOwner();
            boolean noArguments = target.getRawParameterTypes().isEmpty();
            if (owner.getPackageName().startsWith("java.time")) {
                return name.equals("now") && !takesAClock(target)
                        || owner.isEquivalentTo(Clock.class)
                                && (name.startsWith("system") || name.startsWith("tick") && !takesAClock(target))
                        || owner.isEquivalentTo(InstantSource.class) && name.equals("system");
            }
            return owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis")
                    || owner.isEquivalentTo(Date.class) && name.equals("<init>") && noArguments
                    || owner.isAssignableTo(Calendar.class)
                            && (name.equals("getInstance") || name.equals("<init>") && noArguments);
        });
    }

    private static boolean takesAClock(CodeUnitAccessTarget target) {
        return target.getRawParameterTypes().stream().anyMatch(parameter -> parameter.isEquivalentTo(Clock.class));
    }

    @Test
    @DisplayName("Parts are given what they need by their constructors")
    void constructors() {
        NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(code);
    }

    /** A stream that a query gives keeps its connection until it is closed, and outside a transaction nobody closes it. */
    @Test
    @DisplayName("Rows are read into lists, so that no connection stays with its reader")
    void rowsAreLists() {
        noClasses()
                .should()
                .callMethod(JdbcClient.MappedQuerySpec.class, "stream")
                .orShould()
                .callMethodWhere(describe("streams rows", call -> call.getName().equals("queryForStream")))
                .check(code);
    }

    @Test
    @DisplayName("Nobody prints, and there is one way to log")
    void logging() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(without(code, "io.rapport.app."));
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(code);
    }

    /** The command line of the application answers on the console. */
    private static JavaClasses without(JavaClasses all, String prefix) {
        return all.that(describe("are not of " + prefix, type -> !type.getName().startsWith(prefix)));
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
