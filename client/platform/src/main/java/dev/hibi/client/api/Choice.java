package dev.hibi.client.api;

/** A value that something may have: its number and its name. */
public record Choice(int id, String name) {}
