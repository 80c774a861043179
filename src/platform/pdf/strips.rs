//! Blocks as strips: what stands side by side at one height and is never broken.

use std::num::NonZeroU16;

use krilla::tagging::{ListNumbering, TableHeaderScope, Tag, TagKind};

use super::flow::WIDTH;
use super::fonts::{Line, Typesetter, Weight, Words};
use super::{Block, Item};

/// The size of what is read, in points.
const BODY: f32 = 9.5;
const SMALL: f32 = 8.5;
/// How high a line is, by the size of its letters.
const LEADING: f32 = 1.36;
/// How far items of a list stand in, in points.
const INDENT: f32 = 16.0;
/// Above and below the text of a row, in points.
const ROW_AIR: f32 = 2.4;
/// Between columns, in points.
const GUTTER: f32 = 10.0;

/// A strip across the page.
pub struct Strip {
    /// In points.
    pub height: f32,
    /// The air above it, which it loses at the top of a page.
    pub before: f32,
    /// Whether no page ends between it and the next.
    pub stays_with_next: bool,
    pub parts: Vec<Part>,
    /// A line to be drawn under it.
    pub rule: Option<Rule>,
    /// What the outline of the file calls this place.
    pub bookmark: Option<String>,
}

/// A line of text in a strip.
pub struct Part {
    /// From the left of the text, in points.
    pub x: f32,
    /// From the top of the strip, in points.
    pub baseline: f32,
    pub line: Line,
    pub ink: Ink,
    /// The leaf of the tree it belongs to.
    pub leaf: usize,
    /// Where it leads.
    pub link: Option<String>,
}

/// What it is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Text,
    Faint,
    Accent,
}

/// How heavy a line under a strip is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    Row,
    Head,
}

/// The tree of what the paper says, for those who do not see it.
pub enum Branch {
    Group(TagKind, Vec<Branch>),
    /// What is written under this number.
    Leaf(usize),
}

/// How a text is set.
struct Style {
    size: f32,
    weight: Weight,
    ink: Ink,
}

const PLAIN: Style = Style {
    size: BODY,
    weight: Weight::Regular,
    ink: Ink::Text,
};

/// The strips of these blocks, their tree, and how many leaves it has.
pub fn of(setter: &mut Typesetter, blocks: &[Block]) -> (Vec<Strip>, Vec<Branch>, usize) {
    let mut builder = Builder {
        setter,
        strips: Vec::new(),
        tree: Vec::new(),
        leaves: 0,
    };
    for block in blocks {
        builder.block(block);
    }
    (builder.strips, builder.tree, builder.leaves)
}

struct Builder<'a> {
    setter: &'a mut Typesetter,
    strips: Vec<Strip>,
    tree: Vec<Branch>,
    leaves: usize,
}

impl Builder<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Kicker(text) => {
                let style = Style {
                    weight: Weight::SemiBold,
                    ink: Ink::Accent,
                    ..PLAIN
                };
                self.paragraph(text, &style, 0.0, Tag::P.into());
                self.stay_together();
            }
            Block::Title(text) => {
                let style = Style {
                    size: 19.0,
                    weight: Weight::SemiBold,
                    ink: Ink::Text,
                };
                self.heading(text, &style, 1.0, 1);
            }
            Block::Heading(text) => {
                let style = Style {
                    size: 11.5,
                    weight: Weight::SemiBold,
                    ink: Ink::Accent,
                };
                self.heading(text, &style, 11.0, 2);
            }
            Block::Lead(text) => {
                let style = Style {
                    size: 10.5,
                    ..PLAIN
                };
                self.paragraph(text, &style, 4.0, Tag::P.into());
            }
            Block::Paragraph(text) => self.paragraph(text, &PLAIN, 3.0, Tag::P.into()),
            Block::Small(text) => {
                let style = Style {
                    size: SMALL,
                    ink: Ink::Faint,
                    ..PLAIN
                };
                self.paragraph(text, &style, 3.0, Tag::P.into());
            }
            Block::Address(url) => self.address(url),
            Block::List(items) => self.list(items, ListNumbering::Disc, |_| "•".to_owned()),
            Block::Steps(items) => {
                self.list(items, ListNumbering::Decimal, |at| format!("{}.", at + 1));
            }
            Block::Facts(facts) => self.facts(facts),
            Block::Table { head, rows } => self.table(head, rows),
        }
    }

    fn leaf(&mut self) -> usize {
        self.leaves += 1;
        self.leaves - 1
    }

    /// A heading; one without words would be a place in the outline that leads to nothing.
    fn heading(&mut self, text: &str, style: &Style, before: f32, level: u16) {
        if text.trim().is_empty() {
            return;
        }
        let first = self.strips.len();
        let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
        self.paragraph(
            text,
            style,
            before,
            Tag::Hn(level, Some(text.to_owned())).into(),
        );
        if let Some(strip) = self.strips.get_mut(first) {
            strip.bookmark = Some(text.to_owned());
        }
        self.stay_together_from(first);
    }

    fn paragraph(&mut self, text: &str, style: &Style, before: f32, tag: TagKind) {
        let leaf = self.leaf();
        let words = [Words {
            text,
            weight: style.weight,
        }];
        let first = self.strips.len();
        self.lines(&words, style, 0.0, leaf);
        self.air(first, before);
        self.tree.push(Branch::Group(tag, vec![Branch::Leaf(leaf)]));
    }

    fn address(&mut self, url: &str) {
        let first = self.strips.len();
        let style = Style {
            ink: Ink::Accent,
            ..PLAIN
        };
        self.paragraph(url, &style, 2.0, Tag::P.into());
        for part in self.strips[first..]
            .iter_mut()
            .flat_map(|strip| &mut strip.parts)
        {
            part.link = Some(url.to_owned());
        }
        if let Some(Branch::Group(_, leaves)) = self.tree.pop() {
            let link = Branch::Group(Tag::Link.into(), leaves);
            self.tree.push(Branch::Group(Tag::P.into(), vec![link]));
        }
    }

    fn list(&mut self, items: &[Item], numbering: ListNumbering, label: fn(usize) -> String) {
        let mut branches = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let (mark, body) = (self.leaf(), self.leaf());
            let first = self.strips.len();
            let space = if item.term.is_empty() || item.text.is_empty() {
                ""
            } else {
                " "
            };
            let words = [
                Words {
                    text: &item.term,
                    weight: Weight::SemiBold,
                },
                Words {
                    text: space,
                    weight: Weight::Regular,
                },
                Words {
                    text: &item.text,
                    weight: Weight::Regular,
                },
            ];
            self.lines(&words, &PLAIN, INDENT, body);
            self.air(first, if at == 0 { 3.0 } else { 1.6 });
            let label = label(at);
            let words = [Words {
                text: &label,
                weight: Weight::Regular,
            }];
            let marks = self.setter.lines(&words, BODY, INDENT);
            if let (Some(strip), Some(line)) =
                (self.strips.get_mut(first), marks.into_iter().next())
            {
                strip
                    .parts
                    .insert(0, part(line, BODY, 0.0, 0.0, Ink::Accent, mark));
            }
            branches.push(Branch::Group(
                Tag::LI.into(),
                vec![
                    Branch::Group(Tag::Lbl.into(), vec![Branch::Leaf(mark)]),
                    Branch::Group(Tag::LBody.into(), vec![Branch::Leaf(body)]),
                ],
            ));
        }
        self.tree
            .push(Branch::Group(Tag::L(numbering).into(), branches));
    }

    fn facts(&mut self, facts: &[(String, String)]) {
        let columns = columns(&[0.3, 0.7]);
        let mut rows = Vec::with_capacity(facts.len());
        for (term, value) in facts {
            rows.push(self.row(&columns, &[term, value], Head::First, Rule::Row));
        }
        let body = Branch::Group(Tag::TBody.into(), rows);
        self.tree.push(Branch::Group(Tag::Table.into(), vec![body]));
    }

    fn table(&mut self, head: &[String], rows: &[Vec<String>]) {
        let share = 1.0 / (head.len() as f32 + 0.5);
        let shares: Vec<f32> = (0..head.len())
            .map(|at| if at == 0 { share * 1.5 } else { share })
            .collect();
        let columns = columns(&shares);
        let titles: Vec<&String> = head.iter().collect();
        let head = self.row(&columns, &titles, Head::All, Rule::Head);
        self.stay_together();
        let rows = rows
            .iter()
            .map(|row| {
                let cells: Vec<&String> = row.iter().collect();
                self.row(&columns, &cells, Head::First, Rule::Row)
            })
            .collect();
        self.tree.push(Branch::Group(
            Tag::Table.into(),
            vec![
                Branch::Group(Tag::THead.into(), vec![head]),
                Branch::Group(Tag::TBody.into(), rows),
            ],
        ));
    }

    /// A row of cells as one strip.
    fn row(&mut self, columns: &[Column], cells: &[&String], head: Head, rule: Rule) -> Branch {
        let mut parts = Vec::new();
        let mut branches = Vec::with_capacity(cells.len());
        let mut lines_most = 1;
        for (at, (column, cell)) in columns.iter().zip(cells).enumerate() {
            let leaf = self.leaf();
            let scope = match head {
                Head::All => Some(TableHeaderScope::Column),
                Head::First if at == 0 => Some(TableHeaderScope::Row),
                Head::First => None,
            };
            let words = [Words {
                text: cell,
                weight: if scope.is_some() {
                    Weight::SemiBold
                } else {
                    Weight::Regular
                },
            }];
            let lines = self.setter.lines(&words, BODY, column.width);
            lines_most = lines_most.max(lines.len());
            parts.extend(lines.into_iter().enumerate().map(|(nth, line)| {
                let top = ROW_AIR + nth as f32 * BODY * LEADING;
                part(line, BODY, column.x, top, Ink::Text, leaf)
            }));
            let tag: TagKind = match scope {
                Some(scope) => Tag::TH(scope).into(),
                None => Tag::TD.into(),
            };
            branches.push(Branch::Group(tag, vec![Branch::Leaf(leaf)]));
        }
        self.strips.push(Strip {
            height: lines_most as f32 * BODY * LEADING + 2.0 * ROW_AIR,
            before: 0.0,
            stays_with_next: false,
            parts,
            rule: Some(rule),
            bookmark: None,
        });
        Branch::Group(Tag::TR.into(), branches)
    }

    /// Strips of the lines of these words, the first and the last two of which stay together.
    fn lines(&mut self, words: &[Words<'_>], style: &Style, x: f32, leaf: usize) {
        let lines = self.setter.lines(words, style.size, WIDTH - x);
        let count = lines.len();
        for (nth, line) in lines.into_iter().enumerate() {
            self.strips.push(Strip {
                height: style.size * LEADING,
                before: 0.0,
                stays_with_next: nth + 1 < count && (nth == 0 || nth + 2 == count),
                parts: vec![part(line, style.size, x, 0.0, style.ink, leaf)],
                rule: None,
                bookmark: None,
            });
        }
    }

    fn air(&mut self, strip: usize, before: f32) {
        if let Some(strip) = self.strips.get_mut(strip) {
            strip.before = before;
        }
    }

    /// Keeps the last strip with the next.
    fn stay_together(&mut self) {
        self.stay_together_from(self.strips.len().saturating_sub(1));
    }

    fn stay_together_from(&mut self, first: usize) {
        for strip in &mut self.strips[first..] {
            strip.stays_with_next = true;
        }
    }
}

/// Which cells of a row say what the others are about.
#[derive(Clone, Copy)]
enum Head {
    All,
    First,
}

/// A column of a table, in points.
struct Column {
    x: f32,
    width: f32,
}

fn columns(shares: &[f32]) -> Vec<Column> {
    let mut x = 0.0;
    shares
        .iter()
        .map(|share| {
            let column = Column {
                x,
                width: WIDTH * share - GUTTER,
            };
            x += WIDTH * share;
            column
        })
        .collect()
}

/// A line `top` points below the top of its strip.
fn part(line: Line, size: f32, x: f32, top: f32, ink: Ink, leaf: usize) -> Part {
    Part {
        x,
        // Titillium stands a little above the middle of its line.
        baseline: top + size * (LEADING - 1.0) / 2.0 + size * 0.82,
        line,
        ink,
        leaf,
        link: None,
    }
}
