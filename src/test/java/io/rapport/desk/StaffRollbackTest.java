package io.rapport.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who may not change people takes back an earlier staff.yaml")
class StaffRollbackTest {

    private static final String EARLIER =
            """
            # who works here
            fallback: care
            queues:
              # calls
              care:
                title: {en: Care, zh: 关怀}
                lead: old-leads
              returns: {title: {en: Returns, zh: 退货}, lead: old-leads}
            groups:
              old-leads: {title: {en: Former leads, zh: 前主管}}
            skills:
              language:
                no: {title: {en: Norwegian, zh: 挪威语}}
            members:
              olaf: {first-name: Olaf, groups: [care, old-leads]}
            """;

    private static final String LIVE =
            """
            queues:
              care:
                title: {en: Customers, zh: 客户}
                lead: leads
              night:
                title: {en: Night, zh: 夜班}
                lead: leads
                notices: [night-report]
              dawn: {title: {en: Dawn, zh: 清晨}}
            groups:
              leads: {title: {en: Leads, zh: 主管}}
            skills:
              language: {no: {title: {en: Norse, zh: 北欧语}}, sv: {title: {en: Swedish, zh: 瑞典语}}}
              product: {tea: {title: {en: Tea, zh: 茶}}, pots: {title: {en: Pots, zh: 壶}}}
            members:
              vera:
                first-name: Vera   # since May
                groups: [care, night, leads]
                skills: {language: ['sv', 'no'], product: [tea]}
            """;

    @Test
    @DisplayName("with its queues and skills, and the groups, members and leads of now; comments stay")
    void merged() {
        StaffRollback.Merged merged = merge(EARLIER, LIVE);
        StaffFile then = read(EARLIER);
        StaffFile now = read(LIVE);
        StaffFile result =
                StaffFileReader.read(StaffFile.PATH, merged.content()).orThrow();

        assertThat(result.reservedChanges(now)).isEmpty();
        assertThat(result.members()).isEqualTo(now.members());
        assertThat(result.groups()).isEqualTo(now.groups());
        assertThat(result.fallback()).isEqualTo("care");
        assertThat(result.queues().keySet()).containsExactly("care", "returns", "night");
        assertThat(result.queues().get("care").titles())
                .isEqualTo(then.queues().get("care").titles());
        assertThat(result.queues().get("care").lead()).isEqualTo("leads");
        assertThat(result.queues().get("returns").lead())
                .as("nobody led it when it was not there")
                .isNull();
        assertThat(result.queues().get("night").notices())
                .as("the message may be gone")
                .isEmpty();
        assertThat(merged.stayed()).containsExactly("night");
        assertThat(result.skills().get(SkillKind.LANGUAGE).get("no")).containsEntry("en", "Norwegian");
        assertThat(result.skills().get(SkillKind.LANGUAGE)).containsKey("sv");
        assertThat(result.skills().get(SkillKind.PRODUCT)).containsOnlyKeys("tea");
        assertThat(new String(merged.content(), StandardCharsets.UTF_8))
                .contains("# who works here", "# calls", "# since May", "关怀");
    }

    @Test
    @DisplayName("and what is merged once is merged for good")
    void again() {
        String merged = new String(merge(EARLIER, LIVE).content(), StandardCharsets.UTF_8);

        assertThat(read(new String(merge(merged, LIVE).content(), StandardCharsets.UTF_8)))
                .isEqualTo(read(merged));
    }

    @Test
    @DisplayName("without people, where nobody is named now")
    void nobody() {
        StaffFile result = read(
                new String(merge(EARLIER, "queues: {care: {title: {en: Care}}}").content(), StandardCharsets.UTF_8));

        assertThat(result.members()).isEmpty();
        assertThat(result.groups()).isEmpty();
        assertThat(result.queues().keySet()).containsExactly("care", "returns");
        assertThat(result.queues().get("care").lead()).isNull();
    }

    @Test
    @DisplayName("or not at all, where a queue of then has the name of a group of now")
    void apart() {
        assertThat(StaffRollback.merge(
                        bytes("queues: {leads: {title: {en: Leads}}}"),
                        bytes("queues: {care: {title: {en: Care}}}\ngroups: {leads: {title: {en: Leads}}}")))
                .isEmpty();
    }

    private static StaffRollback.Merged merge(String earlier, String live) {
        return StaffRollback.merge(bytes(earlier), bytes(live)).orElseThrow();
    }

    private static StaffFile read(String content) {
        return StaffFileReader.read(StaffFile.PATH, bytes(content)).staff();
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }
}
