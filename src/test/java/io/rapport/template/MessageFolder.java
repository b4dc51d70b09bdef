package io.rapport.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A small messages folder to be spoilt by tests: one good message "hello" in English and Chinese. */
final class MessageFolder {

    private final Map<String, String> files = new HashMap<>();

    MessageFolder() {
        with(
                "brand.yaml",
                """
                locales: [en, zh-CN]
                senderAddress: hello@shop.example
                site: https://shop.example
                colours: {accent: "#123456"}
                text:
                  en: {name: Bits & Bobs, senderName: Bits & Bobs}
                  zh-CN: {name: 小店, senderName: 小店}
                """);
        with(
                "hello/message.yaml",
                """
                category: service
                topic: account
                channels: [email]
                expiry: P1D
                links: []
                sample:
                  en:
                    customer: {firstName: Ada, lastName: Lovelace}
                """);
        with("hello/en.mjml", mail("Hello {{ customer.firstName }}", "<mj-text>Hi {{ customer.firstName }}</mj-text>"));
        with("hello/zh-CN.mjml", mail("您好", "<mj-text>{{ customer.firstName }}，您好</mj-text>"));
    }

    /** The English text of the message "hello". */
    MessageFolder saying(String subject, String body) {
        return with("hello/en.mjml", mail(subject, body));
    }

    MessageFolder with(String path, String text) {
        files.put(path, text);
        return this;
    }

    MessageFolder without(String path) {
        files.remove(path);
        return this;
    }

    MessageFolder replacing(String path, String old, String now) {
        if (!files.get(path).contains(old)) {
            throw new IllegalArgumentException(path + " has no '" + old + "'");
        }
        return with(path, files.get(path).replace(old, now));
    }

    MessageCatalogue load() {
        return MessageCatalogue.load(sources());
    }

    /** @param longestRender what one message may take */
    MessageCatalogue load(Duration longestRender) {
        return MessageCatalogue.load(sources(), longestRender);
    }

    MessageSources sources() {
        return new MessageSources("the test's folder", files);
    }

    /** Writes the files to disk, over those that are there. */
    void writeTo(Path folder) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    static String mail(String subject, String body) {
        return """
                <mjml>
                  <mj-head><mj-title>%s</mj-title><mj-preview>Only in the list of mails</mj-preview></mj-head>
                  <mj-body><mj-section><mj-column>%s</mj-column></mj-section></mj-body>
                </mjml>
                """
                .formatted(subject, body);
    }
}
