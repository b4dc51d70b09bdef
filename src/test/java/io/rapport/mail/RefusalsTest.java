package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.channel.Cause;
import io.rapport.channel.Refusal;
import io.rapport.mail.RefusalTable.CodeLine;
import io.rapport.mail.RefusalTable.TextLine;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a server means that does not take a mail")
class RefusalsTest {

    private static final RefusalTable TABLE = RefusalTable.shipped();

    private final Refusals refusals = new Refusals(TABLE);

    static List<TextLine> texts() {
        return TABLE.texts();
    }

    static List<CodeLine> codes() {
        return TABLE.codes();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    @DisplayName("Each line of words has a source, and an example that is read as the line says")
    void textLines(TextLine line) {
        assertThat(line.source()).isNotBlank();
        assertThat(refusals.ofReply(line.example()).cause()).isEqualTo(line.says());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("codes")
    @DisplayName("Each line of codes has a source and a meaning")
    void codeLines(CodeLine line) {
        assertThat(line.source()).isNotBlank();
        assertThat(line.meaning()).isNotBlank();
        assertThat(line.code()).matches("x\\.[0-7]\\.(\\d{1,3}|\\*)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // status | diagnostic | code | cause
                "5.1.1 | | 5.1.1 | ADDRESS",
                "5.1.10 (recipient not found) | | 5.1.10 | ADDRESS",
                "5.0.0 | smtp; 552 too much mail | 5.0.0 | MAILBOX",
                "5.0.0 | smtp; 550 no such user | 5.0.0 | ADDRESS",
                "5.0.0 | smtp; 550 5.2.2 over quota | 5.2.2 | MAILBOX",
                "5.0.0 | smtp; 550 Blocked IP 192.0.2.22 | 5.0.0 | SENDER",
                "5.0.0 | smtp; 550 Virus Detected; Content Rejected | 5.0.0 | SENDER",
                "5.0.0 | smtp; 550 | 5.0.0 | SYSTEM",
                "5.0.0 | | 5.0.0 | SYSTEM",
                "5.1.0 | smtp; 550 5.1.0 sender rejected | 5.1.0 | SENDER",
                "5.1.1 | smtp; 552 5.2.2 Over quota | 5.2.2 | MAILBOX",
                "5.4.7 | | 5.4.7 | SYSTEM",
                "5.4.999 | | 5.4.999 | SYSTEM",
                "5.7.26 | | 5.7.26 | SENDER",
                "5.7.999 | smtp; 550 no such user | 5.7.999 | SENDER",
                "5.2.77 | | 5.2.77 | SYSTEM",
                "5.7.1 | | 5.7.1 | SENDER",
                "5.7.1 | smtp; 550 5.7.1 not taken | 5.7.1 | SENDER",
                "5.7.1 | smtp; 550 5.7.1 No such user! | 5.7.1 | ADDRESS",
                "5.7.1 | smtp; 550 5.7.1 Recipient address rejected: user unknown | 5.7.1 | ADDRESS",
                "5.7.1 | smtp; 554 5.7.1 Recipient address rejected: Access denied | 5.7.1 | SENDER",
                "5.7.1 | smtp; 550 5.7.1 no such user, or your host is blocked | 5.7.1 | SENDER",
                "5.7.1 | smtp; 550 5.7.1 unknown client address | 5.7.1 | SENDER",
                "5.7.1 | smtp; 550 5.7.1 user unknown, mailbox full | 5.7.1 | MAILBOX",
                "5.7.1 | smtp; 450 4.7.1 no such user just now | 4.7.1 | SENDER",
                "5.1.0 | smtp; 550 #5.1.0 Address rejected. | 5.1.0 | ADDRESS",
                "5.1.0 | smtp; 550 5.1.0 Sender address rejected | 5.1.0 | SENDER",
                "5.1.0 | smtp; 550 #5.1.0 Address rejected (in reply to MAIL FROM command) | 5.1.0 | SENDER",
                "4.1.1 | smtp; 450 4.1.1 User unknown | 4.1.1 | SYSTEM",
                "4.2.2 | smtp; 452 4.2.2 full | 4.2.2 | MAILBOX",
                "4.4.7 | smtp; 550 5.1.1 User unknown | 4.4.7 | SYSTEM",
                "| smtp; 421 try again later | 4.0.0 | SYSTEM",
                "| smtp; 5.1.0 - Unknown address error 550-'5.1.1 no such user' | 5.1.1 | ADDRESS",
                "| smtp;550-5.1.1 no such user | 5.1.1 | ADDRESS",
                "| X-Postfix; unknown user: \"ada\" | | ADDRESS",
            })
    @DisplayName("Only what says that the mailbox or its domain is gone, and nothing else, is hard")
    void reports(String status, String diagnostic, String code, Cause cause) {
        assertThat(refusals.evidence().status(status).said(diagnostic).judge()).isEqualTo(new Refusal(code, cause));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the host 5.1.1.7 is away",
                "X-Mailer: Shopmailer Version 5.0.2",
                "X-Mailer: Shopmailer 5.1.1",
                "am 5.12.24 geschickt",
                "at 5.1.2024",
                "version 15.1.1",
                "item 5500",
                "tel. 030-550 221",
                ""
            })
    @DisplayName("Versions, dates, addresses of machines and prices are no codes")
    void noCode(String text) {
        assertThat(refusals.evidence().text(text).isCoded()).isFalse();
    }

    @Test
    @DisplayName("A name in an address or a host says nothing")
    void names() {
        assertThat(refusals.ofReply("550 5.1.1 <spam@blocked.example>: User unknown")
                        .cause())
                .isEqualTo(Cause.ADDRESS);
        assertThat(refusals.ofReply("550 host policy.spamfilter.example said: see https://x.example/no-such-user")
                        .cause())
                .isEqualTo(Cause.SYSTEM);
    }

    @Test
    @DisplayName("Before a server knows whom a mail is for, it speaks of us, whatever it says")
    void aboutTheSender() {
        assertThat(refusals.ofReplyToSender("550 5.1.1 User unknown")).isEqualTo(new Refusal("5.1.1", Cause.SENDER));
    }

    @Test
    @DisplayName("Long and odd texts are judged in a moment")
    void fast() {
        for (String odd : new String[] {
            "a@".repeat(40_000),
            "a.".repeat(40_000),
            "550 ".repeat(20_000),
            "mailbox ".repeat(10_000),
            "x".repeat(80_000),
            "quota exceed ".repeat(6_000)
        }) {
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> refusals.ofReply(odd));
        }
    }
}
