/** Pages that show managers how the company's customers do, in sums. */
package io.rapport.app.insights;
