package io.rapport.benchmark;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.rapport.app.embedded.EmbeddedDatabase;
import io.rapport.template.MessageCatalogue;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.LoggerFactory;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Mails a second through the whole dispatcher, beside {@code JavaMailSender.send} one by one and beside the least that
 * sending takes: a loop over one kept connection a worker that writes ready-made bytes. {@code docs/benchmarks.md}
 * tells how to read it. Properties: {@code benchmark.mails} a round, {@code benchmark.rounds}, {@code benchmark.warmup} seconds
 * of rounds before them, {@code benchmark.workers}, {@code benchmark.tls} ({@code true} by STARTTLS, {@code false} in the clear, or both), {@code benchmark.delay} of the
 * mail server's answer to a mail, in milliseconds, {@code benchmark.jvm}, {@code benchmark.before}: a folder with the classes
 * of an earlier state, to play beside the present one.
 */
public final class MailBenchmark {

    private static final Path HOME = Path.of("target", "benchmark-mail").toAbsolutePath();
    private static final String PASSWORD = "only-for-this-run";
    private static final String SECRET = "only-for-this-run-0123456789abcdef0123456789abcdef";

    /** What the test class path has beside what Rapport ships with, as far as it would change a running application. */
    private static final List<String> TESTS_ONLY = List.of(
            "spring-boot-test",
            "spring-boot-starter-test",
            "spring-test",
            "spring-security-test",
            "camunda-process-test");

    private final int mails = number("mails", 4000);
    private final int rounds = number("rounds", 2);
    private final List<Integer> workers = Arrays.stream(text("workers", "1,4,8").split(","))
            .map(Integer::valueOf)
            .toList();
    private final State present;

    /** Null where there is none to compare with. */
    private final State before;

    private final Sink sink;
    private final SSLContext trust;

    /**
     * A state of the application, with a database of its own.
     *
     * @param name for people
     * @param classes a folder; null for those of this run
     * @param database what it stores in
     */
    private record State(String name, Path classes, EmbeddedDatabase database) {

        static State start(String name, Path classes) {
            return new State(name, classes, EmbeddedDatabase.start(HOME.resolve("database-" + name), 0));
        }

        String jdbcUrl() {
            return database.jdbcUrl() + "?user=" + database.user();
        }
    }

    private MailBenchmark(State present, State before, Sink sink, SSLContext trust) {
        this.present = present;
        this.before = before;
        this.sink = sink;
        this.trust = trust;
    }

    private static int number(String name, int otherwise) {
        return Integer.parseInt(text(name, String.valueOf(otherwise)));
    }

    private static String text(String name, String otherwise) {
        String value = System.getProperty("benchmark." + name, "").strip();
        return value.isEmpty() ? otherwise : value;
    }

    /** @param args none */
    public static void main(String[] args) throws Exception {
        System.setProperty("jakarta.mail.util.StreamProvider", "org.eclipse.angus.mail.util.MailStreamProvider");
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        if (Files.exists(HOME)) {
            try (Stream<Path> all = Files.walk(HOME)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
        Files.createDirectories(HOME);
        Path keys = HOME.resolve("keys.p12");
        keytool(keys);
        State present = State.start("present", null);
        State before = text("before", "").isEmpty()
                ? null
                : State.start("before", Path.of(text("before", "")).toAbsolutePath());
        try (Sink sink = new Sink(keys, number("delay", 0))) {
            new MailBenchmark(present, before, sink, trust(keys)).run();
        } finally {
            present.database().close();
            if (before != null) {
                before.database().close();
            }
        }
    }

    private void run() throws Exception {
        rendering();
        for (boolean tls : Arrays.stream(text("tls", "true,false").split(","))
                .map(Boolean::valueOf)
                .toList()) {
            for (int number : workers) {
                if (before != null) {
                    System.out.printf(
                            Locale.ROOT, "%d workers, before: dispatcher %.0f mails/s%n", number, dispatcher(before, number, tls));
                }
                double dispatcher = dispatcher(present, number, tls);
                if (text("sides", "").equals("rapport")) {
                    System.out.printf(Locale.ROOT, "%d workers: dispatcher %.0f mails/s%n", number, dispatcher);
                    continue;
                }
                MimeMessage ready = new MimeMessage(session(tls), new ByteArrayInputStream(sink.last()));
                double loop = measured(() -> loop(number, tls, ready));
                double spring = measured(() -> spring(number, tls, ready));
                System.out.printf(
                        Locale.ROOT,
                        "%s, %d workers: dispatcher %.0f, JavaMailSender %.0f (ratio %.1f), bare loop %.0f (share %.2f)"
                                + " mails/s of %d bytes%n",
                        tls ? "STARTTLS" : "clear",
                        number,
                        dispatcher,
                        spring,
                        dispatcher / spring,
                        loop,
                        dispatcher / loop,
                        sink.last().length);
            }
        }
    }

    private static void rendering() {
        MessageCatalogue catalogue = MessageCatalogue.load("classpath:messages/");
        Locale locale = catalogue.brand().fallback();
        for (String name : List.of("welcome", "order-thanks", "win-back-offer")) {
            Map<String, Object> sample = catalogue.sample(name, locale);
            int times = 20_000;
            for (int i = 0; i < times; i++) {
                catalogue.render(name, locale, sample);
            }
            long begin = System.nanoTime();
            for (int i = 0; i < times; i++) {
                catalogue.render(name, locale, sample);
            }
            System.out.printf(
                    Locale.ROOT, "rendering %s, warm: %.0f µs%n", name, (System.nanoTime() - begin) / 1000.0 / times);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** The best of the rounds, after as many as it takes for Java's compiler to be done. */
    private double measured(Work work) throws Exception {
        long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(number("warmup", 20));
        do {
            sink.reset();
            work.run();
        } while (System.nanoTime() < warm);
        double best = 0;
        for (int i = 0; i < rounds; i++) {
            sink.reset();
            work.run();
            best = Math.max(best, sink.rate());
        }
        return best;
    }

    private double dispatcher(State state, int number, boolean tls) throws Exception {
        String host = "--rapport.messaging.hosts[0].";
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.datasource.url=" + state.jdbcUrl(),
                "--rapport.admin.user=benchmark",
                "--rapport.admin.password=only-for-this-run",
                "--rapport.link-secret=" + SECRET,
                "--rapport.messaging.workers=" + number,
                "--rapport.messaging.bounce-address=bounces@shop.example",
                host + "host=127.0.0.1",
                host + "port=" + sink.port,
                host + "starttls=" + (tls ? "required" : "off"),
                host + "ssl-bundle=sink",
                "--spring.ssl.bundle.jks.sink.truststore.location=file:" + HOME.resolve("keys.p12"),
                "--spring.ssl.bundle.jks.sink.truststore.password=" + PASSWORD));
        List<String> jvm = new ArrayList<>(List.of("-Xmx512m"));
        Arrays.stream(text("jvm", "").split(" "))
                .filter(option -> !option.isBlank())
                .forEach(jvm::add);
        Path log = HOME.resolve("dispatcher-" + state.name() + "-" + number + (tls ? "-tls" : "") + ".log");
        try (Application application = Application.start(
                "io.rapport.RapportApplication", classPath(state), jvm, arguments, "/actuator/health/liveness", log)) {
            Duration[] cpu = new Duration[2];
            Duration[] database = new Duration[2];
            double rate = measured(() -> {
                fill(state);
                cpu[0] = application.cpu();
                database[0] = databaseCpu(state);
                for (int i = 0; sink.count() < mails; i++) {
                    if (i > 6000) {
                        throw new IllegalStateException("the outbox does not empty; see " + log);
                    }
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                cpu[1] = application.cpu();
                database[1] = databaseCpu(state);
            });
            System.out.printf(
                    Locale.ROOT,
                    "  processor time a mail: application %.2f ms, PostgreSQL %.2f ms%n",
                    cpu[1].minus(cpu[0]).toMillis() / (double) mails,
                    database[1].minus(database[0]).toMillis() / (double) mails);
            return rate;
        }
    }

    /** @return the processor time of the database's processes that live: those of the application's connections do */
    private static Duration databaseCpu(State state) throws IOException {
        Path lock = HOME.resolve(Path.of("database-" + state.name(), "postgres", "postmaster.pid"));
        long pid = Long.parseLong(Files.readAllLines(lock).get(0).strip());
        return ProcessHandle.of(pid)
                .orElseThrow()
                .descendants()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static List<String> classPath(State state) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> TESTS_ONLY.stream().noneMatch(entry::contains))
                .filter(entry -> !entry.endsWith("test-classes"))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .map(entry -> state.classes() != null && entry.endsWith(Path.of("target", "classes")) ? state.classes() : entry)
                .map(Path::toString)
                .toList();
    }

    /** Fills the outbox with a mail to each of many customers. */
    private void fill(State state) throws SQLException {
        String customers =
                """
                insert into rapport.customer (id, first_name, last_name, email, locale, time_zone, registered_at)
                select 'M' || n, 'Ada', 'Lovelace', 'm' || n || '@example.com', 'en-GB', 'Europe/London', now()
                from generate_series(1, ?) n on conflict do nothing""";
        String messages =
                """
                insert into rapport.outbox_message
                    (id, message, category, customer_id, message_id, queued_at, due_at, expires_at)
                select id, 'welcome', 'transactional', customer, '<' || id || '@leafandkettle.example>', now(), now(),
                    now() + interval '1 day'
                from (select gen_random_uuid() as id, 'M' || n as customer from generate_series(1, ?) n) row""";
        try (Connection connection = DriverManager.getConnection(state.jdbcUrl())) {
            connection.setAutoCommit(false);
            for (String sql : List.of(customers, messages)) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setInt(1, mails);
                    statement.executeUpdate();
                }
            }
            connection.commit();
        }
    }

    private void loop(int number, boolean tls, MimeMessage ready) throws Exception {
        inParallel(number, mails / 2, next -> {
            Session session = session(tls);
            byte[] bytes = sink.lastKept();
            MimeMessage message = new MimeMessage(ready) {
                @Override
                public void writeTo(OutputStream out, String[] ignored) throws IOException {
                    out.write(bytes);
                }
            };
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect("127.0.0.1", sink.port, null, null);
                while (next.getAndDecrement() > 0) {
                    transport.sendMessage(message, message.getAllRecipients());
                }
            }
        });
    }

    private void spring(int number, boolean tls, MimeMessage ready) throws Exception {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(sink.port);
        Properties properties = new Properties();
        // with a usual socket it would wait for acknowledgements, 40 ms several times a mail: no merit of ours
        properties.put("mail.smtp.socketFactory", new NoDelay());
        properties.putAll(tls(tls));
        sender.setJavaMailProperties(properties);
        inParallel(number, Math.max(200, mails / 10), next -> {
            MimeMessage message = new MimeMessage(ready);
            while (next.getAndDecrement() > 0) {
                sender.send(message);
            }
        });
    }

    private interface Sender {
        void send(AtomicInteger left) throws Exception;
    }

    private static void inParallel(int number, int mails, Sender sender) throws Exception {
        AtomicInteger left = new AtomicInteger(mails);
        CountDownLatch done = new CountDownLatch(number);
        List<Exception> faults = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            new Thread(() -> {
                        try {
                            sender.send(left);
                        } catch (Exception e) {
                            synchronized (faults) {
                                faults.add(e);
                            }
                        } finally {
                            done.countDown();
                        }
                    })
                    .start();
        }
        done.await();
        if (!faults.isEmpty()) {
            throw faults.get(0);
        }
    }

    /** As the product connects. */
    private Session session(boolean tls) {
        Properties properties = new Properties();
        properties.putAll(tls(tls));
        properties.setProperty("mail.smtp.connectiontimeout", "10000");
        properties.setProperty("mail.smtp.timeout", "60000");
        properties.setProperty("mail.smtp.writetimeout", "60000");
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.put("mail.smtp.socketFactory", new NoDelay());
        properties.setProperty("mail.smtp.socketFactory.fallback", "false");
        return Session.getInstance(properties);
    }

    private Properties tls(boolean tls) {
        Properties properties = new Properties();
        if (tls) {
            properties.setProperty("mail.smtp.starttls.enable", "true");
            properties.setProperty("mail.smtp.starttls.required", "true");
            properties.put("mail.smtp.ssl.socketFactory", trust.getSocketFactory());
        }
        return properties;
    }

    private static void keytool(Path store) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "sink",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=sink",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "30",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
        // the certificate alone, beside its key, so that one store serves both ends
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            keys.setCertificateEntry("trusted", keys.getCertificate("sink"));
            try (OutputStream out = Files.newOutputStream(store)) {
                keys.store(out, PASSWORD.toCharArray());
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext trust(Path store) throws GeneralSecurityException, IOException {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** Sends at once, as the product's sockets do. */
    private static final class NoDelay extends SocketFactory {

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    /** The mail server, in a Java of its own. */
    private static final class Sink implements AutoCloseable {

        private final Process process;
        private final PrintStream orders;
        private final BufferedReader answers;
        private final int port;
        private byte[] kept;

        Sink(Path keys, int delayMillis) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            MailBenchmarkSink.class.getName(),
                            keys.toString(),
                            PASSWORD,
                            String.valueOf(delayMillis))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            port = Integer.parseInt(answers.readLine());
        }

        private synchronized String ask(String order) throws IOException {
            orders.println(order);
            return answers.readLine();
        }

        void reset() throws IOException {
            ask("reset");
        }

        int count() throws IOException {
            return Integer.parseInt(ask("stats").split(" ")[0]);
        }

        /** @return mails a second from the first to the latest */
        double rate() throws IOException {
            String[] stats = ask("stats").split(" ");
            return (Integer.parseInt(stats[0]) - 1) * 1e9 / Long.parseLong(stats[1]);
        }

        /** @return the mail that came last, as bytes */
        byte[] last() throws IOException {
            kept = HexFormat.of().parseHex(ask("last"));
            return kept;
        }

        byte[] lastKept() {
            return kept;
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
