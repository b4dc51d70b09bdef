package io.rapport.release;

import static io.rapport.testing.ReleaseOfStart.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.database.RetentionProperties;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@RapportTest
@DisplayName("Releases of long ago")
class ReleaseRetentionTest {

    private static final String MESSAGE = "messages/usage-tips/en.mjml";

    @Autowired
    private Releases releases;

    @Autowired
    private ReleaseStore store;

    @Autowired
    private PlatformTransactionManager transactions;

    private ReleaseFile changed(String word) throws IOException {
        return ReleaseFile.of(MESSAGE, Files.readString(Path.of(MESSAGE)) + "<!-- " + word + " -->");
    }

    private long released(ReleaseFile file) {
        return releases.put(wish("test"), List.of(file), false).live().number();
    }

    private ReleaseRetention keeping(int releasesBefore) {
        Duration year = Duration.ofDays(365);
        return new ReleaseRetention(
                store,
                new RetentionProperties(
                        LocalTime.MIN,
                        LocalTime.MAX,
                        ZoneOffset.UTC,
                        1000,
                        Duration.ZERO,
                        year,
                        year,
                        year,
                        year,
                        year,
                        year,
                        year,
                        year,
                        year,
                        year,
                        year,
                        releasesBefore,
                        year.multipliedBy(3)));
    }

    @Test
    @DisplayName("lose their contents, and nothing else; the last ones, and those that were live of late, keep them")
    void contents() throws IOException {
        ReleaseFile file = changed("kept");
        long first = released(file);
        long second = released(changed("kept, too"));
        long live = ReleaseOfStart.again(releases);
        assertThat(live).isEqualTo(second + 1);

        // nothing of it is committed: other tests go back to the release of the start
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            status.setRollbackOnly();
            Instant now = Instant.now();
            keeping(1).delete(now.minus(Duration.ofHours(1)), Long.MIN_VALUE, 1000);
            assertThat(store.files(first, List.of()).at(MESSAGE))
                    .as("live within the hour")
                    .isPresent();
            keeping(2).delete(now.plusSeconds(60), Long.MIN_VALUE, 1000);
            assertThat(store.files(first, List.of()).at(MESSAGE))
                    .as("one of the last two")
                    .isPresent();

            keeping(1).delete(now.plusSeconds(60), Long.MIN_VALUE, 1000);
            assertThatThrownBy(() -> store.files(first, List.of()))
                    .isInstanceOf(ReleaseNotKept.class)
                    .hasMessageContaining("release " + first + " are kept no longer")
                    .hasMessageContaining("can be released again is " + second);
            assertThat(store.oldestKept()).isEqualTo(second);
            assertThat(store.files(second, List.of()).at(MESSAGE)).isPresent();
            assertThat(store.files(live, List.of()).all()).isNotEmpty();
            assertThat(store.entries(first)).extracting(Releases.Entry::path).contains(MESSAGE);
            assertThat(store.wasLive(file, Set.of())).as("a start knows it").isTrue();

            ReleaseFile again = ReleaseFile.of("messages/test-kept/en.mjml", file.bytes());
            store.begin(again, Set.of("message test-kept/en.mjml"), live);
            assertThat(store.files(live, List.of())
                            .at(again.path())
                            .orElseThrow()
                            .text())
                    .isEqualTo(file.text());
        });
    }
}
