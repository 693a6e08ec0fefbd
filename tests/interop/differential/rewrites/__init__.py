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
)
from interop.differential.rewrites.values import (
    ask_absent_key_for_empty_one,
    ask_all_where_any_is_missing,
    ask_single_key_for_one_value,
    halve_whole_network,
    leave_out_unreadable_values,
    write_addresses_as_networks,
    write_epochs_as_dates,
    write_years_as_dates,
)
from interop.differential.rewrites.variables import (
    break_variables_of_old_documents,
    fill_variables_of_one_value,
    fill_variables_of_resources,
    replace_exceptions_without_value,
    replace_variables_without_value,
    write_escapes_out,
)

REWRITES = {
    rewrite.__name__: rewrite
    for rewrite in (
        ask_all_where_any_is_missing,
        ask_single_key_for_one_value,
        break_variables_of_old_documents,
        fill_variables_of_one_value,
        fill_variables_of_resources,
        move_provider_home,
        forget_account_of_provider,
        free_service_linked_role,
        give_federated_user_nothing,
        halve_whole_network,
        ask_absent_key_for_empty_one,
        leave_out_unreadable_values,
        let_root_do_everything,
        open_session_of_named_caller,
        replace_exceptions_without_value,
        replace_variables_without_value,
        write_addresses_as_networks,
        write_epochs_as_dates,
        write_escapes_out,
        write_years_as_dates,
    )
}

__all__ = ["REWRITES"]
