package io.rapport;

import io.rapport.app.CommandLine;
import java.util.OptionalInt;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.logging.LoggingSystem;

/** Starts Rapport: the customer lifecycle orchestrator. */
@SpringBootApplication
public class RapportApplication {

    /** Jakarta Mail looks its stream provider up by ServiceLoader several times a message unless it is named here. */
    private static final String STREAM_PROVIDER = "jakarta.mail.util.StreamProvider";

    /** @param args Spring Boot's command line arguments, such as {@code --server.port=9090}, or a command */
    public static void main(String[] args) {
        if (CommandLine.isCommand(args)) {
            // what a command has to say it prints; nobody has set up logging for it
            LoggingSystem.get(RapportApplication.class.getClassLoader()).beforeInitialize();
        }
        OptionalInt exitCode = CommandLine.run(args);
        if (exitCode.isPresent()) {
            System.exit(exitCode.getAsInt());
        }
        if (System.getProperty(STREAM_PROVIDER) == null) {
            System.setProperty(STREAM_PROVIDER, "org.eclipse.angus.mail.util.MailStreamProvider");
        }
        SpringApplication.run(RapportApplication.class, args);
    }
}
