package dev.sixgate.change;

/**
 * One thing that the approver of a change looks at.
 *
 * @param item its name, kebab case, the same in every plan
 * @param text one sentence that is true where all is well
 */
public record ChecklistItem(String item, String text) {}
