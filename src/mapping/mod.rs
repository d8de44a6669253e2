//! m
mod document;
mod problems;
