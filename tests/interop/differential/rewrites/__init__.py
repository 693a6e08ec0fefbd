"""Other ways to write what the peer reads differently.

Each takes a case and gives a copy that means the same to us, or None if there is nothing to do.
The names stand in the table of known differences.
"""

from interop.differential.rewrites.callers import (
    forget_account_of_provider,
    free_service_linked_role,
    give_federated_user_nothing,
    let_root_do_everything,
    move_provider_home,
    open_session_of_named_caller,
    trust_somebody_else,
)
from interop.differential.rewrites.values import (
    ask_absent_key_for_empty_one,
    ask_all_where_any_is_missing,
    ask_multiple_key_for_several_values,
    ask_single_key_for_one_value,
    ask_whole_arn_for_star,
    halve_whole_network,
    leave_out_unreadable_values,
    refuse_days_that_do_not_exist,
    refuse_numbers_with_a_tail,
    write_addresses_as_networks,
    write_epochs_as_dates,
    write_years_as_dates,
)
from interop.differential.rewrites.variables import (
    break_variables_of_old_documents,
    fill_variables_of_one_value,
    fill_variables_of_resources,
    fill_variables_of_whole_arns,
    fill_variables_with_braces,
    replace_exceptions_without_value,
    replace_variables_without_value,
    write_escapes_out,
)

REWRITES = {
    rewrite.__name__: rewrite
    for rewrite in (
        ask_absent_key_for_empty_one,
        ask_all_where_any_is_missing,
        ask_multiple_key_for_several_values,
        ask_single_key_for_one_value,
        ask_whole_arn_for_star,
        break_variables_of_old_documents,
        fill_variables_of_one_value,
        fill_variables_of_resources,
        fill_variables_of_whole_arns,
        fill_variables_with_braces,
        forget_account_of_provider,
        free_service_linked_role,
        give_federated_user_nothing,
        halve_whole_network,
        leave_out_unreadable_values,
        let_root_do_everything,
        move_provider_home,
        open_session_of_named_caller,
        refuse_days_that_do_not_exist,
        refuse_numbers_with_a_tail,
        replace_exceptions_without_value,
        replace_variables_without_value,
        trust_somebody_else,
        write_addresses_as_networks,
        write_epochs_as_dates,
        write_escapes_out,
        write_years_as_dates,
    )
}

__all__ = ["REWRITES"]
