//! The program: configuration, the pipeline that handles everything that can happen, and the command line.

pub mod cli;
pub mod collector;
pub mod config;
pub mod deliverer;
pub mod exit;
pub mod handover;
pub mod output;
pub mod pipeline;
pub mod sample;
