package io.rapport.segment;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.audit.AuditLog;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.ShopCalendar;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChanges;
import io.rapport.customer.ExchangeRates;
import io.rapport.inbox.CustomerResolver;
import io.rapport.inbox.EventArchive;
import io.rapport.inbox.internal.DefaultInbox;
import io.rapport.inbox.internal.EventCatalogue;
import io.rapport.inbox.internal.InboxJson;
import io.rapport.inbox.internal.IntakeCheck;
import io.rapport.inbox.internal.IntakeStore;
import io.rapport.inbox.internal.WorkSignal;
import io.rapport.release.NodeRelease;
import io.rapport.segment.SegmentMembers.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The shipped segments on a database, without threads: what the benchmark measures is done when it says so. */
public final class SegmentLab implements AutoCloseable {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final BusinessClock clock;

    /**
     * @param source of the database
     * @param release of a database where nothing was released
     * @param now the moment at which time stands
     */
    public SegmentLab(DataSource source, NodeRelease release, Instant now) throws IOException {
        clock = new BusinessClock(InstantSource.fixed(now));
        SegmentFile shipped = SegmentFileReader.read(Files.readAllBytes(Path.of(SegmentFile.PATH)))
                .file();
        register(DataSource.class, source);
        register(JdbcClient.class, JdbcClient.create(source));
        register(PlatformTransactionManager.class, new JdbcTransactionManager(source));
        register(ObjectMapper.class, new ObjectMapper());
        register(MeterRegistry.class, new SimpleMeterRegistry());
        register(BusinessClock.class, clock);
        register(
                WorkingTime.class,
                new WorkingTime(
                        ZoneId.of("Europe/Berlin"),
                        LocalTime.of(9, 0),
                        LocalTime.of(18, 0),
                        EnumSet.allOf(DayOfWeek.class),
                        Set.of()));
        register(
                EventCatalogue.class,
                EventCatalogue.read(
                        List.of(
                                new FileSystemResource("processes/events.asyncapi.yaml"),
                                new FileSystemResource(SegmentFile.PATH)),
                        InstantSource.system()));
        register(CustomerResolver.class, ids -> Map.of());
        register(NodeRelease.class, release);
        register(AuditLog.class, new AuditLog(JdbcClient.create(source)));
        register(LiveSegments.class, new LiveSegments(shipped));
        context.register(
                InboxJson.class,
                IntakeStore.class,
                WorkSignal.class,
                IntakeCheck.class,
                DefaultInbox.class,
                EventArchive.class,
                ExchangeRates.class,
                ChangedCustomers.class,
                CustomerChanges.class,
                ShopCalendar.class,
                SegmentRates.class,
                SegmentStore.class,
                SegmentMembers.class,
                SegmentChangeListener.class,
                SegmentBuild.class,
                SegmentDays.class,
                Segments.class);
        context.refresh();
        context.getBean(SegmentStore.class).apply(shipped);
    }

    private <T> void register(Class<T> type, T bean) {
        context.registerBean(type, (Supplier<T>) () -> bean);
    }

    /** Builds all segments. */
    public void build() {
        while (context.getBean(SegmentBuild.class).advance()) {
            // the next page
        }
    }

    /** Judges customers, as after an event of each. */
    public void judge(List<String> customers) {
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> context.getBean(SegmentMembers.class)
                        .judge(customers, Entry.CHANGE));
    }

    /** @return how many customers are to be judged anew because a day has passed; they are in the feed */
    public int pass() {
        clock.moveTo(clock.instant().plus(1, ChronoUnit.DAYS));
        return context.getBean(SegmentDays.class).pass();
    }

    /** Judges all who are in the feed. */
    public void evaluate() {
        context.getBean(CustomerChanges.class).evaluateAll();
    }

    /** @return sizes of the segments, for people */
    public String sizes() {
        StringBuilder sizes = new StringBuilder();
        context.getBean(Segments.class)
                .all(Locale.ENGLISH)
                .forEach(segment -> sizes.append(segment.name())
                        .append(' ')
                        .append(segment.members())
                        .append("  "));
        return sizes.toString().strip();
    }

    @Override
    public void close() {
        context.close();
    }
}
