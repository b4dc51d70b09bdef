package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A code as somebody types or pastes it")
class CouponCodesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SPRING-7KQ4",
                "spring-7kq4",
                " SPRING-7KQ4\t",
                "\u00a0SPRING-7KQ4",
                "\u3000SPRING-7KQ4\u200b",
                "\ufeffSPRING-7KQ4",
                "SPRING\u20107KQ4",
                "SPRING\u20117KQ4",
                "SPRING\u20137KQ4",
                "SPRING\u20157KQ4",
                "SPRING\u22127KQ4",
                "\uff33\uff30\uff32\uff29\uff2e\uff27\uff0d\uff17\uff2b\uff31\uff14",
            })
    @DisplayName(
            "is the same with blanks that are seen or not, other dashes and full-width letters; without dashes for a friend's")
    void same(String typed) {
        assertThat(CouponCodes.normal(typed)).isEqualTo("SPRING-7KQ4");
        assertThat(Referrals.normal(typed)).isEqualTo("SPRING7KQ4");
    }
}
