package io.rapport.app.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.mock.env.MockEnvironment;

@DisplayName("A setting that cannot be meant stops the start, with its name, its value and what is allowed:")
class SettingCheckTest {

    private final SettingFailureAnalyzer analyzer = new SettingFailureAnalyzer();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rapport.currency | EURO | a currency by its code of ISO 4217",
                "rapport.customer.default-time-zone | Mars/Base | a time zone such as",
                "rapport.desk.locale | klingon | a language such as",
                "rapport.desk.locale | en-XQ | a language such as",
                "rapport.metrics.refresh | soon | a span of time such as",
                "rapport.metrics.refresh | -5s | 0 or a span of time",
                "rapport.models-reload | 0s | more than nothing, a span of time",
                "rapport.journey.most-steps | many | a whole number",
                "rapport.journey.most-steps | 0 | 1 or more",
                "rapport.mailbox.keep | -1 | 0 or more",
                "rapport.demo | perhaps | true or false",
            })
    @DisplayName("one that a class asks for by name")
    void single(String name, String value, String allowed) {
        Throwable failure = catchThrowable(() -> check(name + "=" + value));

        FailureAnalysis said = analyzer.analyze(failure);
        assertThat(said.getDescription()).startsWith(name + " is '" + value + "', but must be " + allowed);
        assertThat(said.getAction())
                .contains(name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT));
    }

    @Test
    @DisplayName("what can be meant is taken")
    void taken() {
        assertThatCode(() -> check(
                        "rapport.currency=CNY",
                        "rapport.customer.default-time-zone=Asia/Shanghai",
                        "rapport.desk.locale=zh-CN",
                        "rapport.metrics.refresh=0s",
                        "rapport.models-reload=500ms",
                        "rapport.mailbox.port=0",
                        "rapport.data-dir=./data"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rapport.sample.zone | Mars/Base | a time zone such as",
                "rapport.sample.opens | 25:00 | a time of day such as",
                "rapport.sample.language | klingon | a language such as",
                "rapport.sample.poll | -1s | more than nothing",
                "rapport.sample.poll | 0 | more than nothing",
                "rapport.sample.delays | 10s,0s | more than nothing",
                "rapport.sample.rule | sometimes | one of off, by-country",
                "rapport.sample.rules | off,sometimes | a list, separated by commas, each one of off, by-country",
                "rapport.sample.workers | -2 | 0 or more",
                "rapport.sample.workers | two | a whole number",
            })
    @DisplayName("one of a group that is bound to a type")
    void bound(String name, String value, String allowed) {
        new ApplicationContextRunner()
                .withUserConfiguration(Sample.class)
                .withPropertyValues(name + "=" + value)
                .run(context -> {
                    FailureAnalysis said = analyzer.analyze(context.getStartupFailure());
                    assertThat(said.getDescription()).startsWith(name + " is '" + value + "', but must be " + allowed);
                });
    }

    @Test
    @DisplayName("and what a group says itself of its values stands alone, without talk of binding")
    void said() {
        new ApplicationContextRunner()
                .withUserConfiguration(Sample.class)
                .withPropertyValues("rapport.sample.workers=77")
                .run(context -> assertThat(
                                analyzer.analyze(context.getStartupFailure()).getDescription())
                        .isEqualTo("rapport.sample.workers must be 10 at most"));
    }

    @Test
    @DisplayName("but the value of a secret is kept to itself")
    void secret() {
        new ApplicationContextRunner()
                .withUserConfiguration(Sample.class)
                .withPropertyValues("rapport.sample.password=geheim")
                .run(context -> assertThat(
                                analyzer.analyze(context.getStartupFailure()).getDescription())
                        .startsWith("rapport.sample.password must be a whole number")
                        .doesNotContain("geheim"));
    }

    @Test
    @DisplayName("Every setting that a class asks for by name, and reads as more than text, is checked")
    void complete() throws IOException {
        Pattern asked = Pattern.compile("@Value\\(\"\\$\\{(rapport\\.[a-z.-]+)(?::[^\"]*)?}\"\\)\\s+(\\w+)");
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                Matcher value = asked.matcher(Files.readString(source));
                while (value.find()) {
                    // the public address has a check of its own, and any text is the place of a file
                    boolean checked = SettingCheck.SINGLE.containsKey(value.group(1))
                            || value.group(1).equals("rapport.public-url")
                            || Set.of("String", "Resource").contains(value.group(2));
                    if (!checked) {
                        missing.add(value.group(1) + " in " + source.getFileName());
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    @DisplayName("A port that is taken is named with its setting")
    void port() {
        MockEnvironment environment = new MockEnvironment().withProperty("management.server.port", "9090");
        PortFailureAnalyzer ports = new PortFailureAnalyzer(environment);

        FailureAnalysis server = ports.analyze(new IllegalStateException(new PortInUseException(8080)));
        assertThat(server.getDescription()).startsWith("Port 8080 (server.port) is taken");
        assertThat(server.getAction()).contains("--server.port=8081", "SERVER_PORT");
        FailureAnalysis management = ports.analyze(new IllegalStateException(new PortInUseException(9090)));
        assertThat(management.getAction()).contains("--management.server.port=9091", "MANAGEMENT_SERVER_PORT");
    }

    private static void check(String... settings) {
        StandardEnvironment environment = new StandardEnvironment();
        TestPropertyValues.of(settings).applyTo(environment);
        new SettingCheck().postProcessEnvironment(environment, null);
    }

    @EnableConfigurationProperties(SampleProperties.class)
    static class Sample {

        @Bean
        static ConfigurationPropertiesBindHandlerAdvisor settingCheck() {
            return StartConfiguration.settingCheck();
        }
    }

    enum Rule {
        OFF,
        BY_COUNTRY
    }

    @ConfigurationProperties("rapport.sample")
    record SampleProperties(
            ZoneId zone,
            LocalTime opens,
            Locale language,
            Duration poll,
            List<Duration> delays,
            Rule rule,
            Set<Rule> rules,
            int workers,
            Integer password) {

        SampleProperties {
            if (workers > 10) {
                throw new IllegalArgumentException("rapport.sample.workers must be 10 at most");
            }
        }
    }
}
