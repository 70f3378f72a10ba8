/**
 * The rollout: one and the same change of many domains, asked for together, decided together and carried out in waves. Each
 * domain has a change of its own with its own plan, approvals and end; the rollout says which of them may run by now, and
 * stops them all when too many fail.
 *
 * <p>What leads where stands in {@link dev.sixgate.rollout.RolloutStatus}; what its changes mean for it is counted in
 * {@link dev.sixgate.rollout.Progress}, from the changes themselves: nothing is kept twice.
 *
 * <p>Locks are taken in one order, changes before their rollout: the worker has its change when it asks {@link
 * dev.sixgate.rollout.WaveGate}.
 */
@NullMarked
package dev.sixgate.rollout;

import org.jspecify.annotations.NullMarked;
