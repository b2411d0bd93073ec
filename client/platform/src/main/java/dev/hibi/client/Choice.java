package dev.hibi.client;

/** A value that something may have: its number and its name. */
public record Choice(int id, String name) {}
