//! What every store must do, as checks that any backend's tests run on a fresh, empty store.
//!
//! `conformance_tests!(open)` makes one test of each check; `open()` gives `(store, keep)`, where `keep` holds whatever must
//! live as long as the store (a temporary directory, a database).

pub mod batches;
pub mod collecting;
pub mod exchange;
pub mod fixtures;
pub mod ledger;
pub mod lists;
pub mod outbox;
pub mod search;
pub mod sources;

/// One `#[test]` for each check of the suite, on a store from `$open()`.
#[macro_export]
macro_rules! conformance_tests {
    ($open:expr) => {
        $crate::conformance_tests! { @each $open =>
            batches::everything_comes_back_as_it_went_in,
            batches::a_repeated_batch_changes_nothing,
            batches::a_known_report_is_not_written_again,
            batches::put_replaces_and_drop_removes,
            batches::a_failing_change_undoes_its_whole_batch,
            batches::secrets_stay_as_they_were_first_made,
            batches::counts_follow_the_changes,
            batches::odd_values_survive,
            lists::an_empty_store_has_nothing,
            lists::reports_come_latest_arrival_first,
            lists::readings_come_in_order_of_arrival,
            lists::incidents_come_with_the_latest_report_first,
            lists::incident_filters_are_joined,
            lists::warnings_come_drafts_first,
            lists::named_things_come_by_name,
            lists::appended_things_come_in_order,
            sources::records_follow_the_incidents,
            sources::a_history_comes_latest_first,
            lists::pages_are_cut_to_the_maximum,
            collecting::what_is_known_of_sources_comes_back,
            collecting::articles_are_found_by_key_and_by_report,
            collecting::rules_of_partners_are_found_by_report,
            collecting::wanted_articles_come_in_pages_the_first_first,
            collecting::a_source_goes_with_what_it_still_wanted,
            collecting::captures_are_added_once,
            collecting::only_what_nothing_rests_on_can_be_dropped,
            exchange::dates_follow_the_order_of_commits,
            exchange::versions_are_told_apart,
            exchange::a_version_never_changes,
            exchange::collections_are_kept_apart,
            exchange::what_is_released_is_due,
            outbox::messages_wait_the_next_first,
            outbox::messages_of_a_digest_are_found_together,
            outbox::a_message_comes_with_its_release_or_not_at_all,
            ledger::entries_are_numbered_and_chained,
            ledger::commits_from_many_threads_make_one_chain,
            ledger::the_latest_about_a_subject,
            search::words_are_joined_by_and,
            search::phrases_accents_and_case,
            search::odd_queries_find_nothing_and_are_no_error,
            search::hits_come_in_pages_latest_first,
            search::the_snippet_marks_the_hit,
        }
    };
    (@each $open:expr => $($room:ident::$check:ident,)+) => {
        $(#[test]
        fn $check() {
            let (store, _keep) = $open();
            $crate::conformance::$room::$check(&store);
        })+
    };
}
