/**
 * What another policy file would have said: the last changes judged again under a draft, with the facts of their stored
 * plans and the approvals that they have, beside what the file that they are pinned to says. Nothing is recorded.
 *
 * <p>Why the pinned verdict, and not the file in force? It is what was decided; the file in force may have been tightened
 * since.
 *
 * <p>What the replay cannot know is who would have approved had the draft asked for others: an approval that nobody was asked
 * for is missing here.
 */
@NullMarked
package dev.sixgate.change.replay;

import org.jspecify.annotations.NullMarked;
