package io.rapport.journey.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What somebody may have meant")
class SpellingTest {

    @Test
    @DisplayName("is the word with the fewest letters put in, taken out, changed or swapped")
    void nearest() {
        List<String> queues = List.of("care", "retention", "complaints");
        assertThat(Spelling.nearest("retenion", queues)).contains("retention");
        assertThat(Spelling.nearest("caer", queues)).contains("care");
        assertThat(Spelling.nearest("warehouse", queues)).isEmpty();
        assertThat(Spelling.nearest("x".repeat(61), queues)).isEmpty();
        assertThat(Spelling.meant("complains", queues)).isEqualTo(" (did you mean 'complaints'?)");
        assertThat(Spelling.meant("sales", queues)).isEmpty();
    }

    @Test
    @DisplayName("is of names of expressions also one with other capitals, or with more that is wrong")
    void names() {
        List<String> facts = List.of("daysSinceOrder", "ordered", "tier");
        assertThat(Spelling.nearestName("DAYSSINCEORDERS", facts)).contains("daysSinceOrder");
        assertThat(Spelling.nearestName("hasOrdered", facts)).contains("ordered");
        assertThat(Spelling.nearestName("tir", facts)).contains("tier");
        assertThat(Spelling.nearestName("x", facts)).isEmpty();
    }
}
