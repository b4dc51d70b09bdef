package io.rapport.template;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("While messages are being written")
class MessageWatchTest {

    @TempDir
    private Path folder;

    private final MessageFolder files = new MessageFolder();
    private MessageCatalogue catalogue;
    private MessageWatch watch;

    @BeforeEach
    void load() throws Exception {
        files.writeTo(folder);
        catalogue = MessageCatalogue.load(folder);
        watch = new MessageWatch(catalogue, folder);
    }

    @Test
    @DisplayName("a changed file is in use without a restart, once it has stopped changing")
    void takesUp() throws Exception {
        files.saying("Good morning", "<mj-text>A longer text than before</mj-text>")
                .writeTo(folder);

        watch.check();
        assertThat(subject()).as("the file may be half saved").isEqualTo("Hello Ada");
        watch.check();
        assertThat(subject()).isEqualTo("Good morning");
        assertThat(catalogue.faults()).isEmpty();
    }

    @Test
    @DisplayName("a new message and a new text for SMS are taken up, a deleted message goes")
    void comesAndGoes() throws Exception {
        Files.createDirectories(folder.resolve("bye"));
        for (String file : new String[] {"message.yaml", "en.mjml", "zh-CN.mjml"}) {
            Files.copy(
                    folder.resolve("hello").resolve(file), folder.resolve("bye").resolve(file));
        }
        lookTwice();
        assertThat(catalogue.names()).containsExactly("bye", "hello");

        for (String file : new String[] {"message.yaml", "en.mjml", "zh-CN.mjml"}) {
            Files.delete(folder.resolve("hello").resolve(file));
        }
        lookTwice();
        assertThat(catalogue.names()).containsExactly("bye");
    }

    @Test
    @DisplayName("a broken file never replaces a good one: the faults name file, line and fix until it is fixed")
    void staysGood() throws Exception {
        files.saying("Hello {{ customer.nickname }}", "<mj-text>Something else</mj-text>")
                .writeTo(folder);
        lookTwice();

        assertThat(subject()).isEqualTo("Hello Ada");
        assertThat(catalogue.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.message()).isEqualTo("hello");
            assertThat(fault.file()).isEqualTo("hello/en.mjml");
            assertThat(fault.line()).isEqualTo(2);
            assertThat(fault.what()).contains("the variable 'customer.nickname' is missing");
            assertThat(fault.fix()).contains("fix the name");
        });

        files.saying("Hello again, {{ customer.firstName }}", "<mj-text>Something else</mj-text>")
                .writeTo(folder);
        lookTwice();
        assertThat(subject()).isEqualTo("Hello again, Ada");
        assertThat(catalogue.faults()).isEmpty();
    }

    @Test
    @DisplayName("a file in another encoding is a fault with its line, and never reaches anybody as question marks")
    void encoding() throws Exception {
        String broken = MessageFolder.mail("\u6b22\u8fce", "<mj-text>x</mj-text>");
        Files.write(folder.resolve("hello/zh-CN.mjml"), broken.getBytes(Charset.forName("GB18030")));
        lookTwice();

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
        lookTwice();

        assertThat(catalogue.faults()).isEmpty();
        assertThat(subject()).isEqualTo("Good morning, Ada");
    }

    @Test
    @DisplayName("one broken message keeps all of the old ones, since they belong together")
    void allOrNothing() throws Exception {
        files.saying("Good morning", "<mj-text>A longer text than before</mj-text>")
                .with("hello/zh-CN.mjml", "<mjml>")
                .writeTo(folder);
        lookTwice();

        assertThat(subject()).isEqualTo("Hello Ada");
        assertThat(catalogue.faults()).singleElement().satisfies(fault -> assertThat(fault.file())
                .isEqualTo("hello/zh-CN.mjml"));
    }

    @Test
    @DisplayName("what editors leave beside the files is no message")
    void editorsFiles() throws Exception {
        Files.writeString(folder.resolve("hello/.#en.mjml"), "lock");
        Files.writeString(folder.resolve("hello/en.mjml~"), "<mjml>");
        Files.writeString(folder.resolve("hello/.en.mjml.swp"), "x");
        lookTwice();

        assertThat(catalogue.faults()).isEmpty();
        assertThat(MessageCatalogue.load(folder).names()).containsExactly("hello");
    }

    @Test
    @DisplayName("the folder is watched by itself until the application stops")
    void watches() throws Exception {
        try (MessageWatch watching = MessageWatch.start(catalogue, "file:" + folder, Duration.ofMillis(20))) {
            files.saying("Good morning", "<mj-text>A longer text than before</mj-text>")
                    .writeTo(folder);
            eventually("the subject is the new one", () -> subject().equals("Good morning"));
        }
    }

    @Test
    @DisplayName("messages from a jar cannot change, and who asks for it gets an error")
    void notFromTheClassPath() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageWatch.start(catalogue, "classpath:messages/", Duration.ofSeconds(1)))
                .withMessageContaining("rapport.messaging.reload")
                .withMessageContaining("file:messages/");
    }

    private void lookTwice() {
        watch.check();
        watch.check();
    }

    private String subject() {
        return catalogue
                .render("hello", Locale.ENGLISH, Map.of("customer", Map.of("firstName", "Ada")))
                .subject();
    }
}
