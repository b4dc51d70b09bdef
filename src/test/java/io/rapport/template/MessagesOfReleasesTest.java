package io.rapport.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseFindings;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Messages that are released")
class MessagesOfReleasesTest {

    @TempDir
    private Path folder;

    private final MessageFolder files = new MessageFolder();
    private final ReleaseFindings findings = new ReleaseFindings();
    private MessageCatalogue catalogue;
    private MessageKind kind;

    @BeforeEach
    void load() throws Exception {
        files.writeTo(folder);
        catalogue = MessageCatalogue.load(folder);
        kind = new MessageKind(catalogue, new MessageTypes(catalogue));
    }

    /** Takes the folder into use, if nothing is wrong in it. */
    private void release() throws Exception {
        ReleaseFindings found = new ReleaseFindings();
        MessageTypes read = kind.read(released(), found);
        found.list().forEach(findings::add);
        if (!found.hasErrors()) {
            kind.use(read, 2);
        }
    }

    /** A node loads what is live already, whatever it finds in it. */
    private void live() throws Exception {
        kind.use(kind.read(released(), findings), 2);
    }

    private ReleaseFiles released() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<ReleaseFile> found = new ArrayList<>();
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String path = "messages/" + folder.relativize(file).toString().replace('\\', '/');
                if (kind.takes(path)) {
                    found.add(ReleaseFile.of(path, Files.readAllBytes(file)));
                }
            }
            return ReleaseFiles.of(found);
        }
    }

    @Test
    @DisplayName("are in use without a restart")
    void takesUp() throws Exception {
        files.saying("Good morning", "<mj-text>A longer text than before</mj-text>")
                .writeTo(folder);
        release();
        assertThat(subject()).isEqualTo("Good morning");
        assertThat(catalogue.faults()).isEmpty();
    }

    @Test
    @DisplayName(
            "are used by a node that finds fault with one of them, if they are live: without that one if it cannot be"
                    + " compiled")
    void oneIsBroken() throws Exception {
        Files.createDirectories(folder.resolve("bye"));
        for (String file : new String[] {"message.yaml", "en.mjml", "zh-CN.mjml"}) {
            Files.copy(
                    folder.resolve("hello").resolve(file), folder.resolve("bye").resolve(file));
        }
        Files.writeString(folder.resolve("bye/en.mjml"), "<mjml><mj-body>{% if %}</mj-body></mjml>");
        live();
        assertThat(catalogue.names()).containsExactly("hello");
        assertThat(subject()).isEqualTo("Hello Ada");
        assertThat(findings.list()).isNotEmpty().allSatisfy(finding -> assertThat(finding.file())
                .isEqualTo("messages/bye/en.mjml"));
        assertThat(catalogue.faults()).isNotEmpty();

        // what compiles is used, though this program would not take it into a release
        Files.copy(folder.resolve("hello/en.mjml"), folder.resolve("bye/en.mjml"), StandardCopyOption.REPLACE_EXISTING);
        files.saying("Hello {{ customer.nickname }}", "<mj-text>Something else</mj-text>")
                .writeTo(folder);
        live();
        assertThat(catalogue.names()).containsExactly("bye", "hello");
        assertThat(catalogue.faults()).singleElement().satisfies(fault -> assertThat(fault.message())
                .isEqualTo("hello"));
    }

    @Test
    @DisplayName("come and go with their folders")
    void comesAndGoes() throws Exception {
        Files.createDirectories(folder.resolve("bye"));
        for (String file : new String[] {"message.yaml", "en.mjml", "zh-CN.mjml"}) {
            Files.copy(
                    folder.resolve("hello").resolve(file), folder.resolve("bye").resolve(file));
        }
        release();
        assertThat(catalogue.names()).containsExactly("bye", "hello");

        for (String file : new String[] {"message.yaml", "en.mjml", "zh-CN.mjml"}) {
            Files.delete(folder.resolve("hello").resolve(file));
        }
        release();
        assertThat(catalogue.names()).containsExactly("bye");
    }

    @Test
    @DisplayName(
            "never replace good ones while a file is broken: the findings name file, line and fix until it is fixed")
    void staysGood() throws Exception {
        files.saying("Hello {{ customer.nickname }}", "<mj-text>Something else</mj-text>")
                .writeTo(folder);
        release();

        assertThat(subject()).isEqualTo("Hello Ada");
        assertThat(findings.list()).singleElement().satisfies(finding -> assertThat(finding.text())
                .startsWith("messages/hello/en.mjml, line 2: ")
                .contains("the variable 'customer.nickname' is missing"));
        assertThat(catalogue.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.message()).isEqualTo("hello");
            assertThat(fault.file()).isEqualTo("hello/en.mjml");
            assertThat(fault.line()).isEqualTo(2);
            assertThat(fault.what()).contains("the variable 'customer.nickname' is missing");
            assertThat(fault.fix()).contains("fix the name");
        });

        files.saying("Hello again, {{ customer.firstName }}", "<mj-text>Something else</mj-text>")
                .writeTo(folder);
        release();
        assertThat(subject()).isEqualTo("Hello again, Ada");
        assertThat(catalogue.faults()).isEmpty();
    }

    @Test
    @DisplayName("a file in another encoding is a fault with its line, and never reaches anybody as question marks")
    void encoding() throws Exception {
        String broken = MessageFolder.mail("\u6b22\u8fce", "<mj-text>x</mj-text>");
        Files.write(folder.resolve("hello/zh-CN.mjml"), broken.getBytes(Charset.forName("GB18030")));
        release();

        assertThat(catalogue.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.file()).isEqualTo("hello/zh-CN.mjml");
            assertThat(fault.line()).isEqualTo(2);
            assertThat(fault.what()).isEqualTo("it is not UTF-8");
            assertThat(fault.fix()).contains("UTF-8");
        });
        assertThatThrownBy(() -> MessageCatalogue.load(folder))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("hello/zh-CN.mjml line 2: it is not UTF-8");
        assertThatThrownBy(() -> MessageCatalogue.load(folder.toUri().toString()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("hello/zh-CN.mjml line 2: it is not UTF-8");
    }

    @Test
    @DisplayName("UTF-8 that begins with a byte order mark, as some editors save it, is as good as without")
    void byteOrderMark() throws Exception {
        for (String file : new String[] {"brand.yaml", "hello/message.yaml", "hello/en.mjml"}) {
            Path path = folder.resolve(file);
            Files.writeString(path, "\uFEFF" + Files.readString(path).replace("Hello", "Good morning,"));
        }
        release();

        assertThat(catalogue.faults()).isEmpty();
        assertThat(subject()).isEqualTo("Good morning, Ada");
    }

    @Test
    @DisplayName("one broken message keeps all of the old ones, since they belong together")
    void allOrNothing() throws Exception {
        files.saying("Good morning", "<mj-text>A longer text than before</mj-text>")
                .with("hello/zh-CN.mjml", "<mjml>")
                .writeTo(folder);
        release();

        assertThat(subject()).isEqualTo("Hello Ada");
        assertThat(catalogue.faults()).singleElement().satisfies(fault -> assertThat(fault.file())
                .isEqualTo("hello/zh-CN.mjml"));
    }

    @Test
    @DisplayName("do not include what editors leave beside them")
    void editorsFiles() throws Exception {
        Files.writeString(folder.resolve("hello/.#en.mjml"), "lock");
        Files.writeString(folder.resolve("hello/en.mjml~"), "<mjml>");
        Files.writeString(folder.resolve("hello/.en.mjml.swp"), "x");
        release();

        assertThat(catalogue.faults()).isEmpty();
        assertThat(MessageCatalogue.load(folder).names()).containsExactly("hello");
    }

    @Test
    @DisplayName("are compiled again where their files, the brand or a partial changed, and else are as they were")
    void byDifference() throws Exception {
        MessageTypes first = kind.read(released(), findings);
        assertThat(first.catalogue().compiled("hello")).isSameAs(catalogue.compiled("hello"));

        files.saying("Good morning", "<mj-text>x</mj-text>").writeTo(folder);
        assertThat(kind.read(released(), findings).catalogue().compiled("hello"))
                .isNotSameAs(catalogue.compiled("hello"));

        files.saying("Hello {{ customer.firstName }}", "<mj-text>x</mj-text>").writeTo(folder);
        kind.use(kind.read(released(), findings), 2);
        Files.writeString(folder.resolve("brand.yaml"), "\n", StandardOpenOption.APPEND);
        assertThat(kind.read(released(), findings).catalogue().compiled("hello"))
                .isNotSameAs(catalogue.compiled("hello"));
    }

    @Test
    @DisplayName("that have left are sent on for what is under way, and are none that models may name")
    void retired() throws Exception {
        MessageTypes read = kind.read(
                ReleaseFiles.of(released().all().stream()
                        .map(file -> file.path().contains("/hello/") ? retired(file) : file)
                        .toList()),
                findings);
        kind.use(read, 2);
        assertThat(read.names()).isEmpty();
        assertThat(catalogue.names()).containsExactly("hello");
        assertThat(subject()).isEqualTo("Hello Ada");
    }

    private ReleaseFiles releasedWithout(String... retired) throws IOException {
        return ReleaseFiles.of(released().all().stream()
                .map(file -> List.of(retired).contains(file.name()) ? retired(file) : file)
                .toList());
    }

    @Test
    @DisplayName(
            "that have left come back as a whole: some of the files are refused, and stay what they were where they are"
                    + " live")
    void incomplete() throws Exception {
        MessageTypes read = kind.read(releasedWithout("message.yaml", "zh-CN.mjml"), findings);
        assertThat(findings.hasErrors()).isTrue();
        assertThat(findings.list()).singleElement().satisfies(finding -> assertThat(finding.text())
                .startsWith("messages/hello/message.yaml: there is none")
                .contains("Release all files of the message together"));
        kind.use(read, 2);
        assertThat(read.names()).isEmpty();
        assertThat(subject()).isEqualTo("Hello Ada");
    }

    @Test
    @DisplayName("that lack a language are refused, though a file in it stays for what is under way")
    void languageStaysAway() throws Exception {
        kind.read(releasedWithout("zh-CN.mjml"), findings);
        assertThat(findings.hasErrors()).isTrue();
        assertThat(findings.list()).anySatisfy(finding -> assertThat(finding.text())
                .startsWith("messages/hello/zh-CN.mjml")
                .contains("this locale is missing"));
    }

    @Test
    @DisplayName("may lose a file that they need no longer: it stays for nobody, and the message is live")
    void fileLeaves() throws Exception {
        Files.writeString(folder.resolve("hello/fr.mjml"), MessageFolder.mail("Bonjour", "<mj-text>x</mj-text>"));
        MessageTypes read = kind.read(releasedWithout("fr.mjml"), findings);
        assertThat(findings.list()).isEmpty();
        assertThat(read.names()).containsExactly("hello");
        assertThat(read.retired()).isEmpty();
    }

    private static ReleaseFile retired(ReleaseFile file) {
        return file.asRetired();
    }

    private String subject() {
        return catalogue
                .render("hello", Locale.ENGLISH, Map.of("customer", Map.of("firstName", "Ada")))
                .subject();
    }
}
