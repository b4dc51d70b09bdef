package io.rapport.journey.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An expression that cannot be read is answered in plain words, with the place and what to write")
class ExpressionSyntaxTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            textBlock =
                    """
            ${score >= 4                       § opens a bracket at character 2, {, that is not closed    § write } where it ends
            ${customerFacts.ordered(customerId}§ opens a bracket at character 24, (, that is not closed   § write ) where it ends
            ${score >= 4)}                     § closes a bracket at character 13, ), that was not opened § delete it
            ${decisionResult[0.offer}          § opens a bracket at character 17, [, that is not closed   § write ] where it ends
            ${answer == 'yes}                  § a text that begins at character 13 and does not end      § the same quotation mark, '
            ${answer == “yes”}                 § a typographic quotation mark, “, at character 13         § write straight ones
            ${score >= ${limit}}               § has ${ at character 12 within another one                § write ${ once
            ${}                                § is empty                                                 § write what it asks
            ${ }                               § is empty                                                 § write what it asks
            ${score = 4}                       § has a single = at character 9                            § write == to compare
            ${score > 4 & vip}                 § has a single & at character 13                           § write && for and
            ${score > 4 | vip}                 § has a single | at character 13                           § write || for or
            ${vip AND score > 4}               § has AND at character 7                                   § write && for and
            ${score 4}                         § has nothing that joins score and 4, at character 9       § write an operator between them
            ${vip 'yes'}                       § has nothing that joins vip and 'yes', at character 7     § write an operator between them
            ${score >= }                       § has nothing behind >=, at character 12                   § write a name, a number or a text there
            ${score >= 4 && }                  § has nothing behind &&, at character 17                   § write a name, a number or a text there
            ${vip ? 1}                         § cannot be read from character 10 on, }                   § as in ${score >= 4
            ${score => 4}                      § has => at character 9                                    § write >=
            ${score} #{amount}                 § mixes ${ and #{, at character 10                         § write ${ in both places
            ${x -> x}                          § cannot be read from character 6 on, > x}                § as in ${score >= 4
            """)
    void plain(String text, String wrong, String fix) {
        List<ExpressionCheck.ExpressionProblem> problems = new ArrayList<>();
        assertThat(ExpressionSyntax.parse(text, problems)).isEmpty();
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.wrong()).contains(wrong);
            assertThat(problem.fix()).contains(fix);
            assertThat(problem.text()).doesNotContain("<", "expected");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            P7D
            ${score >= 4 && answer == 'it is (not) ${so}'}
            ${not vip and score div 2 > 1}
            From ${one} to ${other}
            """)
    @DisplayName("What can be read is")
    void read(String text) {
        List<ExpressionCheck.ExpressionProblem> problems = new ArrayList<>();
        assertThat(ExpressionSyntax.parse(text, problems)).isPresent();
        assertThat(problems).isEmpty();
    }
}
