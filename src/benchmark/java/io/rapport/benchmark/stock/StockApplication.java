package io.rapport.benchmark.stock;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;

/**
 * The starter's defaults throughout: history {@code full}, the job executor, the connection pool, the mail sender. Not
 * annotated as a configuration, so that Rapport's own component scan never takes it for a part of the product.
 */
@EnableAutoConfiguration
public class StockApplication {

    /** @param args Spring Boot's command line arguments */
    public static void main(String[] args) {
        SpringApplication.run(StockApplication.class, args);
    }

    @Bean
    JavaDelegate sendMail(JavaMailSender sender) {
        return new SendMail(sender);
    }

    /** Sends while the step runs, as most projects do: the engine's job waits for the mail server. */
    private record SendMail(JavaMailSender sender) implements JavaDelegate {

        /** Lines that bring both parts to the size of Rapport's mails; rendering them costs next to nothing. */
        private static final String TEXT = "Good to have you with us.\r\n".repeat(28);

        private static final String HTML =
                "<tr><td style=\"padding:0 24px;font-size:16px\">Good to have you with us.</td></tr>\r\n".repeat(145);

        @Override
        public void execute(DelegateExecution execution) throws MessagingException {
            String name = (String) execution.getVariable("firstName");
            String subject = (String) execution.getVariable("subject");
            MimeMessage message = sender.createMimeMessage();
            MimeMessageHelper helper = new MimeMessageHelper(message, true, StandardCharsets.UTF_8.name());
            helper.setFrom("hello@example.com");
            helper.setTo((String) execution.getVariable("email"));
            helper.setSubject(subject);
            helper.setText(
                    "Dear " + name + ",\r\n" + TEXT,
                    "<html><body><table><tr><td>Dear " + name + ",</td></tr>\r\n" + HTML + "</table></body></html>");
            sender.send(message);
        }
    }
}
