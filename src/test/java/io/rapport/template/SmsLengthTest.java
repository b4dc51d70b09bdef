package io.rapport.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.template.SmsLength.Encoding;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a text costs as an SMS")
class SmsLengthTest {

    @ParameterizedTest(name = "{0} × \"{1}\" and \"{2}\": {5} SMS")
    @CsvSource({
        "0, x, '', GSM_7, 0, 0",
        "160, x, '', GSM_7, 160, 1",
        "161, x, '', GSM_7, 161, 2",
        "306, x, '', GSM_7, 306, 2",
        "307, x, '', GSM_7, 307, 3",
        "159, x, é, GSM_7, 160, 1",
        // the euro sign takes two places, and is not cut in two where a part ends
        "159, x, €, GSM_7, 161, 2",
        "152, x, €xxxxxxxx, GSM_7, 162, 2",
        "305, x, €, GSM_7, 307, 3",
        // one other letter makes all of it dear
        "69, x, 茶, UCS_2, 70, 1",
        "70, x, 茶, UCS_2, 71, 2",
        "133, 茶, 茶, UCS_2, 134, 2",
        "134, 茶, 茶, UCS_2, 135, 3",
        "68, 茶, 🍵, UCS_2, 70, 1",
        "66, 茶, 🍵茶茶茶茶, UCS_2, 72, 2",
        "132, 茶, 🍵茶, UCS_2, 135, 3",
        "5, x, ’, UCS_2, 6, 1",
    })
    @DisplayName("is counted in the alphabet that it needs")
    void counts(int times, String character, String end, Encoding encoding, int places, int segments) {
        assertThat(SmsLength.of(character.repeat(times) + end)).isEqualTo(new SmsLength(encoding, places, segments));
    }
}
