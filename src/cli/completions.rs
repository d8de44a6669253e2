//! The options of `leadmap completions`.

use clap::Args;

/// The options of `leadmap completions`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
For one session of bash:    source <(leadmap completions bash)
For all sessions of bash:   leadmap completions bash > ~/.local/share/bash-completion/completions/leadmap
For zsh:                    leadmap completions zsh > FOLDER/_leadmap, with FOLDER in $fpath
For fish:                   leadmap completions fish > ~/.config/fish/completions/leadmap.fish")]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}
