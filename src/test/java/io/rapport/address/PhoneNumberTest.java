package io.rapport.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A telephone number")
class PhoneNumberTest {

    @ParameterizedTest
    @CsvSource({
        "+44 20 7946 0112, +442079460112",
        "+44 (0)20 7946 0112, +442079460112",
        "+1 (415) 555-2671, +14155552671",
        "+86 138-0013-8000, +8613800138000",
        "+4930123456, +4930123456",
        "+886912345678901, +886912345678901",
    })
    @DisplayName("goes out as E.164, however it is written")
    void normalises(String written, String e164) {
        assertThat(PhoneNumber.e164(written)).contains(e164);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "020 7946 0112",
                "0044 20 7946 0112",
                "+0 20 7946 0112",
                "+12345",
                "+1234567890123456",
                "+44 20 7946 0112 ext 5",
                "+44 ((20)) 7946",
                "+44 (20 7946 0112",
                "+44 )20( 7946 0112",
                "+٤٤ ٢٠ ٧٩٤٦ ٠١١٢",
                "+44 20 7946 0112\n",
                "+442079460112,+442079460113"
            })
    @DisplayName("that is not certainly one is none")
    void refuses(String written) {
        assertThat(PhoneNumber.e164(written)).isEmpty();
    }
}
